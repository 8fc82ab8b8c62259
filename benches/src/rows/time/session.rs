//! Sessions of 50,000 users, with a gap of 30 s: first and last event, count and sum.
//!
//! The twin knows the latest session of each user by a number, and closes sessions by a wheel of seconds.

use std::collections::VecDeque;

use stream_core::stream;
use stream_core::time::Timestamp;

use crate::case::{Case, Work};
use crate::events::{BATCH, Digest, Event, Events, OUT_OF_ORDER};
use crate::fx::FxMap;

const GAP: i64 = 30_000;

/// What the wheel turns by, in milliseconds.
const TICK: i64 = 1_000;

fn pipeline(events: Vec<Event>) -> u64 {
    let mut digest = Digest::default();
    let results = &mut digest;
    run!(stream!({
        let events = from_iter(events).event_time(
            |e| Timestamp::from_millis(e.ts),
            out_of_order = 5s,
            max_ahead = none,
        );
        let sessions = events.key_by(|e| e.key).window(session(gap = 30s));
        let sums = sessions.aggregate((count(), sum(|e| u64::from(e.val))));
        sums.for_each(|r| {
            let (start, end) = (r.window.start.as_millis(), r.window.end.as_millis());
            results.add(r.key, start ^ end.rotate_left(32), r.value.0, r.value.1);
        });
    }));
    digest.get()
}

#[derive(Clone, Copy, Default)]
struct Session {
    start: i64,
    last: i64,
    sum: u64,
    /// None: there is no session.
    count: u64,
}

impl Session {
    fn of(event: &Event) -> Self {
        Session { start: event.ts, last: event.ts, sum: event.val.into(), count: 1 }
    }

    fn touches(&self, other: &Session) -> bool {
        self.start <= other.last + GAP && other.start <= self.last + GAP
    }

    fn join(&mut self, other: &Session) {
        self.start = self.start.min(other.start);
        self.last = self.last.max(other.last);
        self.sum += other.sum;
        self.count += other.count;
    }
}

#[derive(Default)]
struct User {
    key: u32,
    /// The latest.
    session: Session,
    /// Those before it that are not closed.
    more: Vec<Session>,
}

impl User {
    /// The event is neither in the latest session nor after it: it begins earlier, or belongs to one before.
    #[cold]
    fn earlier(&mut self, event: &Event) {
        let mut new = Session::of(event);
        self.more.retain(|other| {
            let touches = other.touches(&new);
            if touches {
                new.join(other);
            }
            !touches
        });
        if self.session.touches(&new) {
            self.session.join(&new);
        } else {
            self.more.push(new);
        }
    }
}

/// Numbers of users by the second in which one of their sessions may be over.
#[derive(Default)]
struct Wheel {
    /// The number of the first second; of none that is filled before the first is.
    first: Option<i64>,
    seconds: VecDeque<Vec<u32>>,
    pool: Vec<Vec<u32>>,
}

impl Wheel {
    #[inline]
    fn arm(&mut self, user: u32, deadline: i64) {
        let second = deadline / TICK + 1;
        let mut first = *self.first.get_or_insert(second);
        while second < first {
            first -= 1;
            self.seconds.push_front(self.pool.pop().unwrap_or_default());
        }
        self.first = Some(first);
        let at = (second - first) as usize;
        while self.seconds.len() <= at {
            self.seconds.push_back(self.pool.pop().unwrap_or_default());
        }
        self.seconds[at].push(user);
    }

    fn turn(&mut self, watermark: i64) -> Option<Vec<u32>> {
        let first = self.first.filter(|first| first.saturating_mul(TICK) <= watermark)?;
        let users = self.seconds.pop_front()?;
        self.first = Some(first + 1);
        Some(users)
    }
}

#[derive(Default)]
struct Sessions {
    numbers: FxMap<u32, u32>,
    users: Vec<User>,
    wheel: Wheel,
    digest: Digest,
}

fn give_out(digest: &mut Digest, key: u32, session: &Session) {
    let ends = session.start ^ (session.last + GAP).rotate_left(32);
    digest.add(key, ends, session.count, session.sum);
}

impl Sessions {
    #[inline]
    fn add(&mut self, event: &Event) {
        let Sessions { numbers, users, wheel, .. } = self;
        let number = *numbers.entry(event.key).or_insert_with(|| {
            users.push(User { key: event.key, ..User::default() });
            users.len() as u32 - 1
        });
        let user = &mut users[number as usize];
        let session = &mut user.session;
        if session.count == 0 {
            *session = Session::of(event);
            wheel.arm(number, event.ts + GAP);
        } else if event.ts > session.last + GAP {
            user.more.push(std::mem::replace(session, Session::of(event)));
        } else if event.ts >= session.start || user.more.is_empty() && event.ts >= session.start - GAP {
            session.join(&Session::of(event));
        } else {
            user.earlier(event);
        }
    }

    fn fire(&mut self, number: u32, watermark: i64) {
        let Sessions { users, wheel, digest, .. } = self;
        let User { key, session, more } = &mut users[number as usize];
        more.retain(|before| {
            let over = before.last + GAP < watermark;
            if over {
                give_out(digest, *key, before);
            }
            !over
        });
        if session.count > 0 && session.last + GAP < watermark {
            give_out(digest, *key, session);
            *session = Session::default();
        }
        if session.count > 0 {
            let first = more.iter().map(|session| session.last).fold(session.last, i64::min);
            wheel.arm(number, first + GAP);
        }
    }

    fn advance(&mut self, watermark: i64) {
        while let Some(mut users) = self.wheel.turn(watermark) {
            users.drain(..).for_each(|user| self.fire(user, watermark));
            self.wheel.pool.push(users);
        }
    }
}

fn twin(events: &[Event]) -> u64 {
    let mut sessions = Sessions::default();
    let mut largest = i64::MIN;
    for batch in events.chunks(BATCH) {
        for event in batch {
            sessions.add(event);
            largest = largest.max(event.ts);
        }
        sessions.advance(largest - OUT_OF_ORDER);
    }
    sessions.advance(i64::MAX);
    sessions.digest.get()
}

/// A user has an event in 18 s on average.
const USERS: Events = Events { keys: 50_000, per_second: 2_777, seed: 42 };

pub(crate) const CASES: [Case; 1] = [Case {
    name: "sessions",
    pipeline: |n| {
        let events = USERS.take(n);
        Box::new(move || pipeline(events)) as Work
    },
    twin: |n| {
        let events = USERS.take(n);
        Box::new(move || twin(&events)) as Work
    },
}];
