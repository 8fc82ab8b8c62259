//! Which of the windows that follow one another a point in time belongs to.
//!
//! Windows are numbered from the one that holds the first instant of the range of time. That one may begin before the range and the
//! last may end after it: they are clipped, and nothing overflows.

use std::time::Duration;

use super::windowed::Window;
use crate::error::{Error, ErrorKind};
use crate::time::Timestamp;

/// Divides time into windows that follow one another without gaps.
pub trait Assign {
    /// The number of the window that holds `time`.
    fn number(&self, time: Timestamp) -> u64;

    /// The number of the window that holds `time`, but for times in the last window of the range: for these it may be 0 too. It may
    /// take fewer instructions.
    #[inline(always)]
    fn quick(&self, time: Timestamp) -> u64 {
        self.number(time)
    }

    /// The window of a number that [`Assign::number`] gave.
    fn window(&self, number: u64) -> Window;
}

/// Windows of `LENGTH` nanoseconds (at least 1), of which one begins `OFFSET` nanoseconds after the Unix epoch (before, if negative). As both
/// are constants the division by the length is a multiplication.
#[derive(Clone, Copy, Debug, Default)]
pub struct Length<const LENGTH: i64, const OFFSET: i64>;

impl<const LENGTH: i64, const OFFSET: i64> Length<LENGTH, OFFSET> {
    const GRID: Grid = {
        assert!(LENGTH > 0, "a window has no length");
        Grid::new(LENGTH as u64, OFFSET.rem_euclid(LENGTH) as u64)
    };

    /// How much of the first window is before the range: less than its length.
    const BEFORE: u64 = if Self::GRID.phase > 0 { LENGTH as u64 - Self::GRID.phase } else { 0 };

    /// As [`Assign::number`], where 64 bits are not enough.
    #[cold]
    #[inline(never)]
    fn at_the_end(time: Timestamp) -> u64 {
        ((u128::from(since_first(time)) + u128::from(Self::BEFORE)) / LENGTH as u128) as u64
    }
}

impl<const LENGTH: i64, const OFFSET: i64> Assign for Length<LENGTH, OFFSET> {
    #[inline(always)]
    fn quick(&self, time: Timestamp) -> u64 {
        (time.as_nanos() as u64).wrapping_add(const { (1 << 63) + Self::BEFORE }) / LENGTH as u64
    }

    #[inline]
    fn number(&self, time: Timestamp) -> u64 {
        if time.as_nanos() > const { i64::MAX - Self::BEFORE as i64 } {
            return Self::at_the_end(time);
        }
        self.quick(time)
    }

    fn window(&self, number: u64) -> Window {
        Self::GRID.window(number)
    }
}

/// Windows of a length and an offset that are known when the pipeline starts.
#[derive(Clone, Copy, Debug)]
pub struct LengthOf(Grid);

impl LengthOf {
    /// Windows of this length, of which one begins `offset` after the Unix epoch.
    ///
    /// # Errors
    /// The length is zero or longer than the range of time, or the offset is not less than it.
    pub fn new(length: Duration, offset: Duration) -> Result<Self, Error> {
        let error = |message| Err(Error::new(ErrorKind::Start, message));
        let Ok(nanos) = u64::try_from(length.as_nanos()) else {
            return error("a window is longer than the range of time, 584 years");
        };
        if nanos == 0 {
            return error("the length of `fixed` must be more than zero");
        }
        if offset >= length {
            return error(
                "the offset is not less than the length of the windows: make `offset` less than the length",
            );
        }
        Ok(LengthOf(Grid::new(nanos, offset.as_nanos() as u64)))
    }
}

impl Assign for LengthOf {
    #[inline]
    fn number(&self, time: Timestamp) -> u64 {
        let Grid { length, phase } = self.0;
        match since_first(time).checked_sub(phase) {
            Some(since) => since / length + u64::from(phase > 0),
            None => 0,
        }
    }

    fn window(&self, number: u64) -> Window {
        self.0.window(number)
    }
}

/// Where windows begin, in nanoseconds since the first instant of the range.
#[derive(Clone, Copy, Debug)]
struct Grid {
    length: u64,
    /// Where the first window begins that is not clipped at its start; below the length.
    phase: u64,
}

impl Grid {
    const fn new(length: u64, offset: u64) -> Self {
        Grid { length, phase: ((offset as u128 + (1 << 63)) % length as u128) as u64 }
    }

    fn window(self, number: u64) -> Window {
        let start = match (self.phase, number) {
            (0, number) => number * self.length,
            (phase, 0) => return Window { start: Timestamp::MIN, end: after_first(phase) },
            (phase, number) => phase + (number - 1) * self.length,
        };
        let end = start.checked_add(self.length).map_or(Timestamp::MAX, after_first);
        Window { start: after_first(start), end }
    }
}

/// Nanoseconds since the first instant of the range.
#[inline(always)]
const fn since_first(time: Timestamp) -> u64 {
    time.as_nanos() as u64 ^ (1 << 63)
}

/// The instant so many nanoseconds after the first of the range.
const fn after_first(nanos: u64) -> Timestamp {
    Timestamp::from_nanos((nanos ^ (1 << 63)) as i64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The window that holds `time`, in wide integers.
    fn naive(time: i64, length: i128, offset: i128) -> (i64, i64) {
        let start = (i128::from(time) - offset).div_euclid(length) * length + offset;
        let clip = |at: i128| at.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
        (clip(start), clip(start + length))
    }

    fn window(assign: &impl Assign, time: i64) -> (i64, i64) {
        let window = assign.window(assign.number(Timestamp::from_nanos(time)));
        (window.start.as_nanos(), window.end.as_nanos())
    }

    fn times() -> impl Strategy<Value = i64> {
        prop_oneof![any::<i64>(), -50..50_i64, i64::MIN..i64::MIN + 50, i64::MAX - 50..=i64::MAX]
    }

    proptest! {
        #[test]
        fn the_window_of_any_time_holds_it(
            time in times(),
            length in prop_oneof![1..100_u64, 1..=u64::MAX],
            offset in any::<u64>(),
        ) {
            let offset = offset % length;
            let assign = LengthOf::new(Duration::from_nanos(length), Duration::from_nanos(offset)).unwrap();
            prop_assert_eq!(window(&assign, time), naive(time, length.into(), offset.into()));
        }

        #[test]
        fn the_quick_number_is_wrong_in_the_last_window_only(time in times()) {
            fn check(assign: &impl Assign, time: i64) -> bool {
                let at = Timestamp::from_nanos(time);
                let number = assign.number(at);
                number == assign.quick(at) || assign.quick(at) == 0 && assign.window(number).end == Timestamp::MAX
            }
            prop_assert!(check(&Length::<1, 0>, time) && check(&Length::<7, 3>, time));
            let longest = Length::<{ i64::MAX }, -9>;
            prop_assert!(check(&Length::<10_000_000_000, 0>, time) && check(&longest, time));
        }

        #[test]
        fn constant_lengths_are_the_same(time in times()) {
            prop_assert_eq!(window(&Length::<1, 0>, time), naive(time, 1, 0));
            prop_assert_eq!(window(&Length::<7, 3>, time), naive(time, 7, 3));
            prop_assert_eq!(window(&Length::<10_000_000_000, 0>, time), naive(time, 10_000_000_000, 0));
            prop_assert_eq!(window(&Length::<{ i64::MAX }, -9>, time), naive(time, i64::MAX.into(), -9));
        }
    }

    #[test]
    fn numbers_rise_with_time() {
        let assign = Length::<10, 4>;
        let number = |nanos| assign.number(Timestamp::from_nanos(nanos));
        assert_eq!(number(4), number(3) + 1);
        assert_eq!(number(13), number(4));
        assert_eq!(number(14), number(4) + 1);
        assert_eq!(number(i64::MIN), 0);
    }

    #[test]
    fn lengths_out_of_range_are_errors() {
        let error = |length| LengthOf::new(length, Duration::ZERO).unwrap_err().to_string();
        assert_eq!(error(Duration::ZERO), "the length of `fixed` must be more than zero");
        assert!(error(Duration::from_secs(1 << 40)).contains("584 years"));
        let length = Duration::from_secs(1);
        assert!(LengthOf::new(length, length).unwrap_err().to_string().contains("less than the length"));
    }
}
