//! A graph: a stream that is split, a stream that is read twice, two streams brought together, and three outputs.

use stream_core::{Collected, Error, stream};

fn main() -> Result<(), Error> {
    let (errors, shouts, total) = (Collected::new(), Collected::new(), Collected::new());
    stream!({
        let log = from_iter(["info: up", "error: disk", "debug: x", "error: net", "warning: heat"]);
        let (error, warning, _) =
            log.split(|line| line.starts_with("error"), |line| line.starts_with("warning"));
        error.collect(&errors);
        error.union(warning).map(|line| line.to_uppercase()).collect(&shouts);
        log.count().collect(&total);
    })
    .run()?;

    assert_eq!(errors.take(), ["error: disk", "error: net"]);
    let mut shouts = shouts.take();
    shouts.sort_unstable();
    assert_eq!(shouts, ["ERROR: DISK", "ERROR: NET", "WARNING: HEAT"]);
    assert_eq!(total.take(), [5]);
    println!("{shouts:?}");
    Ok(())
}
