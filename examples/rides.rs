//! Rides and drivers in the zones of a city: how many ask and how many drive in each ten minutes, and who is free near a rider.

use stream_core::time::Timestamp;
use stream_core::{Collected, Error, stream};

/// Somebody wants to be driven.
#[derive(Clone, Debug)]
struct Request {
    second: i64,
    zone: &'static str,
    rider: u32,
}

/// A driver has become free.
#[derive(Clone, Debug)]
struct Free {
    second: i64,
    zone: &'static str,
    driver: u32,
}

const ZONES: [&str; 4] = ["centre", "harbour", "airport", "park"];

fn requests() -> impl Iterator<Item = Request> + Send + 'static {
    (0..400_u32).map(|rider| {
        let second = i64::from(rider) * 6 - i64::from(rider * 7 % 5);
        Request { second, zone: ZONES[(rider * 5 % 7 % 4) as usize], rider }
    })
}

fn drivers() -> impl Iterator<Item = Free> + Send + 'static {
    // Nobody drives to the park.
    (0..240_u32).map(|driver| Free {
        second: i64::from(driver) * 10,
        zone: ZONES[(driver % 3) as usize],
        driver,
    })
}

fn main() -> Result<(), Error> {
    let (balance, near) = (Collected::new(), Collected::new());

    stream!({
        let requests = from_iter(requests())
            .event_time(|request| Timestamp::from_millis(request.second * 1_000), out_of_order = 5s)
            .key_by(|request| request.zone);
        let drivers = from_iter(drivers())
            .event_time(|free| Timestamp::from_millis(free.second * 1_000), out_of_order = 5s)
            .key_by(|free| free.zone);
        // How many of each in each zone and window.
        requests
            .cogroup(drivers, fixed(10min))
            .map(|zone| (zone.key, zone.window, zone.value.0.len(), zone.value.1.len()))
            .collect(&balance);
        // The drivers who became free in the same zone half a minute before or after; `None` for who waits.
        requests
            .left_join(drivers, within = 30s)
            .map(|(zone, (request, free))| (zone, request.rider, free.map(|free| free.driver)))
            .collect(&near);
    })
    .run()?;

    let balance = balance.take();
    for (zone, window, riders, free) in &balance {
        println!("{window} {zone}: {riders} want to ride, {free} can drive");
    }
    assert_eq!(balance.iter().map(|(_, _, riders, _)| riders).sum::<usize>(), 400);
    assert_eq!(balance.iter().map(|(_, _, _, free)| free).sum::<usize>(), 240);

    let mut near: Vec<(String, u32, Option<u32>)> =
        near.take().into_iter().map(|(zone, rider, driver)| (zone.to_string(), rider, driver)).collect();
    near.sort();
    let mut expected = Vec::new();
    for request in requests() {
        let close = |free: &Free| free.zone == request.zone && (free.second - request.second).abs() <= 30;
        let found: Vec<u32> = drivers().filter(close).map(|free| free.driver).collect();
        let drivers = if found.is_empty() { vec![None] } else { found.into_iter().map(Some).collect() };
        expected.extend(drivers.into_iter().map(|driver| (request.zone.to_owned(), request.rider, driver)));
    }
    expected.sort();
    assert_eq!(near, expected);
    assert!(near.iter().any(|(zone, _, driver)| zone == "park" && driver.is_none()));
    Ok(())
}
