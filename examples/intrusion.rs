//! An intrusion detector, record at a time: three failed logins of a host within a minute raise an alarm at once, and a host that
//! has been quiet for ten minutes is forgotten.

use std::time::Duration;

use stream_core::time::Timestamp;
use stream_core::{Collected, Error, Trigger, stream};

/// What the log says of a login.
#[derive(Clone, Debug)]
struct Login {
    second: i64,
    host: &'static str,
    ok: bool,
}

const fn login(second: i64, host: &'static str, ok: bool) -> Login {
    Login { second, host, ok }
}

const LOG: [Login; 11] = [
    login(0, "10.0.0.7", false),
    login(10, "10.0.0.9", true),
    login(20, "10.0.0.7", false),
    login(30, "10.0.0.9", false),
    login(35, "10.0.0.7", false),
    login(40, "10.0.0.7", false),
    login(100, "10.0.0.9", false),
    login(170, "10.0.0.9", false),
    login(900, "10.0.0.5", true),
    login(905, "10.0.0.9", false),
    login(910, "10.0.0.9", false),
];

/// What is known of a host.
#[derive(Clone, Debug, Default)]
struct Host {
    /// The times of the failed logins of the last minute.
    failed: Vec<Timestamp>,
}

/// What comes out.
#[derive(Clone, Debug, PartialEq)]
enum Event {
    Alarm { host: String, failures: usize },
    Forgotten { host: String },
}

const MINUTE: Duration = Duration::from_secs(60);
const QUIET: Duration = Duration::from_secs(600);

fn main() -> Result<(), Error> {
    let events = Collected::new();

    stream!(
        from_iter(LOG)
            .event_time(|login| Timestamp::from_millis(login.second * 1_000), out_of_order = 0s)
            .key_by(|login| login.host)
            .stateful(
                |host, login: Login, state: &mut Host, context| {
                    let now = context.time();
                    context.set_timer(now + QUIET);
                    if login.ok {
                        state.failed.clear();
                        return;
                    }
                    state.failed.retain(|failed| now.since(*failed) <= MINUTE);
                    state.failed.push(now);
                    if state.failed.len() >= 3 {
                        context.emit(Event::Alarm { host: host.to_string(), failures: state.failed.len() });
                    }
                },
                on_timer = |host, at, state, context| {
                    // A timer of an earlier login: the host has been heard of since.
                    if state.failed.last().is_some_and(|last| at.since(*last) < QUIET) {
                        return;
                    }
                    context.emit(Event::Forgotten { host: host.to_string() });
                    context.clear();
                },
            )
            .collect(&events)
    )
    .trigger(Trigger::per_record())
    .run()?;

    let events: Vec<Event> = events.take();
    for event in &events {
        println!("{event:?}");
    }
    let alarm = |failures| Event::Alarm { host: "10.0.0.7".into(), failures };
    assert_eq!(events[..2], [alarm(3), alarm(4)], "at once, and again");
    assert!(events.contains(&Event::Forgotten { host: "10.0.0.7".into() }));
    assert!(
        !events.contains(&Event::Alarm { host: "10.0.0.9".into(), failures: 3 }),
        "its failures are far apart"
    );
    Ok(())
}
