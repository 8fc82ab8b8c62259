//! Visits to a web site: the pages that a user sees without a pause of half an hour, and the time spent on them.

use std::time::Duration;

use stream_core::time::Timestamp;
use stream_core::{Collected, Error, stream};

/// A page that a user has asked for.
#[derive(Clone, Debug)]
struct Click {
    minute: i64,
    user: &'static str,
    page: &'static str,
}

const fn click(minute: i64, user: &'static str, page: &'static str) -> Click {
    Click { minute, user, page }
}

/// As the server's log has them: nearly in order.
const CLICKS: [Click; 9] = [
    click(0, "ann", "/"),
    click(2, "bob", "/"),
    click(7, "ann", "/shoes"),
    click(12, "ann", "/shoes/red"),
    click(11, "bob", "/hats"),
    click(41, "ann", "/cart"),
    click(90, "ann", "/"),
    click(95, "bob", "/hats"),
    click(97, "bob", "/cart"),
];

fn main() -> Result<(), Error> {
    let visits = Collected::new();

    stream!(
        from_iter(CLICKS)
            .event_time(|click| Timestamp::from_millis(click.minute * 60_000), out_of_order = 5min)
            .key_by(|click| click.user)
            .window(session(gap = 30min))
            .aggregate((min(|click| click.minute), max(|click| click.minute), collect(|click| click.page)))
            .collect(&visits)
    )
    .run()?;

    let visits = visits.take();
    // From the first page to the last: what is spent on the last one, nobody knows.
    let spent = |first: i64, last: i64| Duration::from_secs((last - first) as u64 * 60);
    for visit in &visits {
        let (first, last, pages) = &visit.value;
        println!("{}: {} pages in {:?}: {}", visit.key, pages.len(), spent(*first, *last), pages.join(" "));
    }
    let seen: Vec<_> = visits
        .iter()
        .map(|visit| (visit.key.as_str(), visit.value.0, visit.value.1, visit.value.2.len()))
        .collect();
    // The windows in the order of their ends. Ann's pause of 29 minutes does not end her visit.
    assert_eq!(seen, [("bob", 2, 11, 2), ("ann", 0, 41, 4), ("ann", 90, 90, 1), ("bob", 95, 97, 2)]);
    Ok(())
}
