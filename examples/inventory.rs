//! Orders joined with the stock list, a CSV file that changes while the pipeline runs.

use std::error::Error;
use std::fs;
use std::time::Duration;

use serde::Deserialize;
use stream_core::table::Table;
use stream_core::{Collected, stream};

/// A line of the stock list.
#[derive(Clone, Debug, Deserialize)]
struct Item {
    article: u32,
    name: String,
    price_cents: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("stock.csv");
    fs::write(&file, "article,name,price_cents\n1,bread,320\n2,milk,110\n3,salt,80\n")?;

    let stock = Table::csv(&file, |item: Item| (item.article, item)).reload_every(Duration::from_millis(1));
    let version = stock.clone();
    let (sold, unknown) = (Collected::new(), Collected::new());
    // Two batches; between them bread becomes dearer.
    let dearer = "article,name,price_cents\n1,bread,350\n2,milk,110\n3,salt,80\n4,oil,790\n";
    let batches = [vec![(1, 2_u64), (3, 1), (4, 1)], vec![(1, 1), (4, 1)]].into_iter().enumerate().map({
        let file = file.clone();
        move |(at, orders)| {
            if at == 1 {
                std::thread::sleep(Duration::from_millis(20));
                fs::write(&file, dearer).expect("the file can be written");
                std::thread::sleep(Duration::from_millis(20));
            }
            orders
        }
    });

    stream!({
        let orders = queue(batches);
        orders
            .join(table(stock.clone()))
            .map(|(_, (pieces, item))| (item.name.clone(), pieces * item.price_cents))
            .collect(&sold);
        orders
            .left_join(table(stock))
            .filter(|(_, (_, item))| item.is_none())
            .map(|(article, _)| article)
            .collect(&unknown);
    })
    .run()?;

    let sold = sold.take();
    println!("{sold:?}, with version {} of the stock list", version.version());
    assert_eq!(sold[..2], [("bread".to_owned(), 640), ("salt".to_owned(), 80)]);
    assert_eq!(sold[2..], [("bread".to_owned(), 350), ("oil".to_owned(), 790)]);
    assert_eq!(unknown.take(), [4], "there was no oil at first");
    assert!(version.version() >= 2);
    Ok(())
}
