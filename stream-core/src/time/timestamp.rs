//! [`Timestamp`]: a point in time.

use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::time::{Duration, SystemTime};

const NANOS: i64 = 1_000_000_000;

/// More seconds than there are in the range on either side of the epoch.
const MOST_SECS: f64 = 1e10;

/// A point in time: nanoseconds since the Unix epoch, from the year 1677 to 2262.
///
/// `+` and `-` with a [`Duration`] are [`plus`](Self::plus) and [`minus`](Self::minus): at the ends of the range they stay there, where
/// those of [`SystemTime`] panic. The ends mean something here: [`MIN`](Self::MIN) is the watermark before any record,
/// [`MAX`](Self::MAX) that of the end of the input, and what is reckoned from them means the same.
///
/// ```
/// use std::time::Duration;
/// use stream_core::time::Timestamp;
///
/// let ten = Duration::from_secs(10);
/// assert_eq!(Timestamp::from_secs(5) + ten, Timestamp::from_secs(15));
/// assert_eq!(Timestamp::from_secs(5) - ten, Timestamp::from_secs(-5));
/// assert_eq!((Timestamp::MIN - ten, Timestamp::MAX + ten), (Timestamp::MIN, Timestamp::MAX));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first point in the range, in the year 1677.
    pub const MIN: Timestamp = Timestamp(i64::MIN);

    /// The last point in the range, in the year 2262.
    pub const MAX: Timestamp = Timestamp(i64::MAX);

    /// The point `nanos` nanoseconds after (before, if negative) the Unix epoch.
    pub const fn from_nanos(nanos: i64) -> Self {
        Timestamp(nanos)
    }

    /// The point `millis` milliseconds after the Unix epoch; saturates at the ends of the range.
    pub const fn from_millis(millis: i64) -> Self {
        Timestamp(millis.saturating_mul(1_000_000))
    }

    /// The point `micros` microseconds after the Unix epoch; saturates at the ends of the range.
    pub const fn from_micros(micros: i64) -> Self {
        Timestamp(micros.saturating_mul(1_000))
    }

    /// The point `secs` seconds after the Unix epoch; saturates at the ends of the range.
    pub const fn from_secs(secs: i64) -> Self {
        Timestamp(secs.saturating_mul(NANOS))
    }

    /// The point `secs` seconds after the Unix epoch, to the nearest nanosecond that an `f64` can tell: near the year 2026 it
    /// tells about every 240th.
    ///
    /// ```
    /// use stream_core::time::Timestamp;
    ///
    /// assert_eq!(Timestamp::try_from_secs_f64(1.5), Ok(Timestamp::from_millis(1_500)));
    /// assert!(Timestamp::try_from_secs_f64(f64::NAN).is_err());
    /// ```
    ///
    /// # Errors
    /// `secs` is not a number, or the point is out of range.
    pub fn try_from_secs_f64(secs: f64) -> Result<Self, OutOfRange> {
        // Whole seconds are taken apart, so that they are exact.
        let (whole, part) = (secs.floor(), secs - secs.floor());
        if !(-MOST_SECS..=MOST_SECS).contains(&whole) {
            return Err(OutOfRange);
        }
        let nanos = i128::from(whole as i64) * i128::from(NANOS) + (part * 1e9).round() as i128;
        i64::try_from(nanos).map(Timestamp).map_err(|_| OutOfRange)
    }

    /// Nanoseconds since the Unix epoch.
    pub const fn as_nanos(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since the Unix epoch, rounded towards the past.
    pub const fn as_millis(self) -> i64 {
        // Rounds down, at the cost of one multiplication: `!(!n / d)` of a number below 0.
        let sign = self.0 >> 63;
        ((self.0 ^ sign) as u64 / 1_000_000) as i64 ^ sign
    }

    /// The point `d` later; saturates at the end of the range.
    #[must_use]
    pub fn plus(self, d: Duration) -> Self {
        Timestamp(self.0.saturating_add_unsigned(nanos(d)))
    }

    /// The point `d` earlier; saturates at the start of the range.
    #[must_use]
    pub fn minus(self, d: Duration) -> Self {
        Timestamp(self.0.saturating_sub_unsigned(nanos(d)))
    }

    /// How long after `earlier` this point is; zero if it is not after it.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_nanos(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The first multiple of `step` since the Unix epoch that is after this point.
    ///
    /// # Panics
    /// If `step` is zero.
    #[must_use]
    pub fn next_multiple(self, step: Duration) -> Self {
        let step = i64::try_from(step.as_nanos()).unwrap_or(i64::MAX);
        Timestamp(self.0.div_euclid(step).saturating_add(1).saturating_mul(step))
    }
}

/// Nanoseconds; where there are too many to count, as many as leave the range from any point in it.
#[inline]
fn nanos(d: Duration) -> u64 {
    u64::try_from(d.as_nanos()).unwrap_or(u64::MAX)
}

/// [`Timestamp::plus`].
impl Add<Duration> for Timestamp {
    type Output = Timestamp;

    #[inline]
    fn add(self, d: Duration) -> Timestamp {
        self.plus(d)
    }
}

/// [`Timestamp::plus`].
impl AddAssign<Duration> for Timestamp {
    #[inline]
    fn add_assign(&mut self, d: Duration) {
        *self = self.plus(d);
    }
}

/// [`Timestamp::minus`].
impl Sub<Duration> for Timestamp {
    type Output = Timestamp;

    #[inline]
    fn sub(self, d: Duration) -> Timestamp {
        self.minus(d)
    }
}

/// [`Timestamp::minus`].
impl SubAssign<Duration> for Timestamp {
    #[inline]
    fn sub_assign(&mut self, d: Duration) {
        *self = self.minus(d);
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.as_millis())
    }
}

/// Saturates at the ends of the range.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => Timestamp::default().plus(after),
            Err(before) => Timestamp::default().minus(before.duration()),
        }
    }
}

/// What is no point in time: not a number, or before the year 1677 or after 2262.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange;

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no point in time from the year 1677 to 2262")
    }
}

impl std::error::Error for OutOfRange {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_their_names_and_saturate() {
        assert_eq!(Timestamp::from_secs(-2), Timestamp::from_millis(-2_000));
        assert_eq!(Timestamp::from_micros(3), Timestamp::from_nanos(3_000));
        for (least, most) in [
            (Timestamp::from_secs(i64::MIN), Timestamp::from_secs(i64::MAX)),
            (Timestamp::from_micros(i64::MIN), Timestamp::from_micros(i64::MAX)),
        ] {
            assert_eq!((least, most), (Timestamp::MIN, Timestamp::MAX));
        }
    }

    #[test]
    fn operators_are_the_methods_and_stay_at_the_ends() {
        let (point, second) = (Timestamp::from_secs(7), Duration::from_secs(1));
        assert_eq!(point + second, Timestamp::from_secs(8));
        assert_eq!(point - second, Timestamp::from_secs(6));
        let mut moved = point;
        moved += second;
        assert_eq!(moved, point.plus(second));
        moved -= second * 3;
        assert_eq!(moved, point.minus(second * 2));
        for d in [second, Duration::MAX] {
            assert_eq!((Timestamp::MIN - d, Timestamp::MAX + d), (Timestamp::MIN, Timestamp::MAX));
        }
        assert_eq!((point + Duration::MAX, point - Duration::MAX), (Timestamp::MAX, Timestamp::MIN));
    }

    #[test]
    fn what_is_added_may_be_as_long_as_the_range() {
        let all = Duration::from_nanos(u64::MAX);
        assert_eq!((Timestamp::MIN + all, Timestamp::MAX - all), (Timestamp::MAX, Timestamp::MIN));
        let most = Duration::from_secs(400 * 365 * 86_400);
        assert_eq!(Timestamp::MIN + most - most, Timestamp::MIN);
    }

    #[test]
    fn seconds_as_floats_are_exact_where_they_can_be_and_else_an_error() {
        let at = |secs| Timestamp::try_from_secs_f64(secs);
        assert_eq!(at(-0.25), Ok(Timestamp::from_millis(-250)));
        assert_eq!(at(1_795_338_116.0), Ok(Timestamp::from_secs(1_795_338_116)));
        assert_eq!(at(9_223_372_036.0), Ok(Timestamp::from_secs(9_223_372_036)));
        assert_eq!(at(-9_223_372_036.5), Ok(Timestamp::from_millis(-9_223_372_036_500)));
        for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 9_223_372_037.0, -9_223_372_037.0, 1e300] {
            assert_eq!(at(wrong), Err(OutOfRange), "{wrong}");
        }
    }

    #[test]
    fn the_system_s_time_is_converted_on_both_sides_of_the_epoch() {
        let (epoch, second) = (SystemTime::UNIX_EPOCH, Duration::from_secs(1));
        assert_eq!(Timestamp::from(epoch + second), Timestamp::from_secs(1));
        assert_eq!(Timestamp::from(epoch - second), Timestamp::from_secs(-1));
    }
}
