//! A pipeline inside a program that has neither a runtime nor threads for it: feed records in, drain results out.

use stream_core::{Error, stream};

#[derive(Clone, Debug)]
struct Reading {
    sensor: String,
    celsius: f64,
}

#[derive(Debug, PartialEq)]
struct Alert {
    sensor: String,
    readings: u64,
}

fn main() -> Result<(), Error> {
    let limit = 30.0;
    let alerts = stream!(
        input::<Reading>()
            .filter(|reading| reading.celsius > limit)
            .map(|reading| (reading.sensor, 1))
            .reduce_by_key(|x, y| x + y)
            .map(|(sensor, readings)| Alert { sensor, readings })
            .output::<Alert>()
    );
    let mut alerts = alerts.embed()?;

    // A batch is what is fed between two drains.
    for celsius in [29.0, 31.0, 35.5] {
        alerts.feed(Reading { sensor: "boiler".into(), celsius })?;
    }
    alerts.feed(Reading { sensor: "hall".into(), celsius: 21.0 })?;
    let first: Vec<Alert> = alerts.drain()?.collect();
    assert_eq!(first, [Alert { sensor: "boiler".into(), readings: 2 }]);

    alerts.feed(Reading { sensor: "hall".into(), celsius: 30.5 })?;
    let last = alerts.finish()?;
    assert_eq!(last, [Alert { sensor: "hall".into(), readings: 1 }]);

    println!("first batch: {first:?}\nlast batch: {last:?}");
    Ok(())
}
