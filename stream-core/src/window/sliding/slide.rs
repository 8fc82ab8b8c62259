//! Which panes time has, and which windows a pane is in.
//!
//! A pane is as long as the greatest length that divides both the length and the slide: every window is made of whole panes.
//! Panes are numbered from the one that holds the first instant of the range of time. A window has the number of its last pane;
//! at the end of the range that is beyond the last pane.

use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::time::Timestamp;
use crate::window::Window;

/// Divides time into panes, of which windows that slide are made.
pub trait Panes {
    /// The number of the pane that holds `time`.
    fn pane(&self, time: Timestamp) -> u64;

    /// How windows lie over panes.
    fn shape(&self) -> Shape;
}

/// Windows of `LENGTH` nanoseconds, of which one begins every `EVERY` nanoseconds (at least 1 and at most the length) and one
/// `OFFSET` nanoseconds after the Unix epoch (before, if negative). As these are constants, no division is left.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slide<const LENGTH: i64, const EVERY: i64, const OFFSET: i64>;

impl<const LENGTH: i64, const EVERY: i64, const OFFSET: i64> Slide<LENGTH, EVERY, OFFSET> {
    const SHAPE: Shape = {
        assert!(LENGTH > 0, "a window has no length");
        assert!(EVERY > 0 && EVERY <= LENGTH, "the slide of a window is zero or longer than the window");
        Shape::new(LENGTH as u64, EVERY as u64, OFFSET as i128)
    };
}

impl<const LENGTH: i64, const EVERY: i64, const OFFSET: i64> Panes for Slide<LENGTH, EVERY, OFFSET> {
    #[inline(always)]
    fn pane(&self, time: Timestamp) -> u64 {
        const { Self::SHAPE }.pane(time)
    }

    fn shape(&self) -> Shape {
        Self::SHAPE
    }
}

/// Windows of a length, a slide and an offset that are known when the pipeline starts.
#[derive(Clone, Copy, Debug)]
pub struct SlideOf(Shape);

impl SlideOf {
    /// Windows of this length, of which one begins in every `every`, and one `offset` after the Unix epoch.
    ///
    /// # Errors
    /// The length or the slide is zero, the slide is longer than the length, the length than half the range of time, or the offset is
    /// not less than the slide.
    pub fn new(length: Duration, every: Duration, offset: Duration) -> Result<Self, Error> {
        let error = |message: &str| Err(Error::new(ErrorKind::Start, message));
        let Ok(nanos) = i64::try_from(length.as_nanos()) else {
            return error("a window is longer than half the range of time, 292 years");
        };
        if nanos == 0 {
            return error("the length of `sliding` must be more than zero");
        }
        if every.is_zero() {
            return error("`every` must be more than zero");
        }
        if every > length {
            let fact = format!("windows of {length:?} every {every:?} would leave records out");
            return error(&format!("{fact}: let `every` be at most the length"));
        }
        if offset >= every {
            return error(
                "the offset is not less than the slide of the windows: make `offset` less than the slide",
            );
        }
        Ok(SlideOf(Shape::new(nanos as u64, every.as_nanos() as u64, offset.as_nanos() as i128)))
    }
}

impl Panes for SlideOf {
    #[inline]
    fn pane(&self, time: Timestamp) -> u64 {
        self.0.pane(time)
    }

    fn shape(&self) -> Shape {
        self.0
    }
}

/// How windows lie over panes.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The length of a pane, in nanoseconds.
    pane: u64,
    /// How much of the first pane is before the first instant of the range, in nanoseconds.
    clipped: u64,
    /// How many panes make a window, and how many a slide.
    length: u64,
    slide: u64,
    /// Window `e` ends with the end of pane `e`, if `e + 1 + align` is a multiple of the slide.
    align: u64,
}

const fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The first instant of the range.
const FIRST: i128 = i64::MIN as i128;

impl Shape {
    const fn new(length: u64, every: u64, offset: i128) -> Self {
        let pane = gcd(length, every);
        let (wide, panes, slide) = (pane as i128, length / pane, every / pane);
        let clipped = (FIRST - offset).rem_euclid(wide);
        // The pane that begins at the offset, and with it a window, has this number.
        let origin = (offset - FIRST + clipped) / wide;
        let align = (-origin - panes as i128).rem_euclid(slide as i128);
        Shape { pane, clipped: clipped as u64, length: panes, slide, align: align as u64 }
    }

    #[inline(always)]
    fn pane(self, time: Timestamp) -> u64 {
        let since = time.as_nanos() as u64 ^ (1 << 63);
        match since.checked_add(self.clipped) {
            // The last nanosecond of time goes with the one before, so that there is a number after all.
            Some(since) if self.pane == 1 => since.min(u64::MAX - 1),
            Some(since) => since / self.pane,
            None => (since - (self.pane - self.clipped)) / self.pane + 1,
        }
    }

    /// How many panes there are from the first of a window to the first of the next.
    pub(super) fn slide(self) -> i128 {
        self.slide.into()
    }

    /// How many windows an instant is in, at most.
    pub(super) fn covers(self) -> i128 {
        let (length, slide) = (i128::from(self.length()), self.slide());
        (length + slide - 1) / slide
    }

    /// How many panes a window has.
    pub(super) fn length(self) -> u64 {
        self.length
    }

    /// The first window that ends with this pane or after it.
    pub(super) fn first(self, pane: i128) -> i128 {
        let slide = self.slide();
        pane + slide - 1 - (pane + i128::from(self.align)).rem_euclid(slide)
    }

    /// The last window that has this pane.
    pub(super) fn last(self, pane: u64) -> i128 {
        self.first(i128::from(pane) + i128::from(self.length) - self.slide())
    }

    /// The first pane of a window; before the first of all where the window begins before the range of time.
    fn begin(self, window: i128) -> i128 {
        window + 1 - i128::from(self.length)
    }

    /// The first and the last pane of a window that there are.
    pub(super) fn panes(self, window: i128) -> (u64, u64) {
        let clip = |pane: i128| pane.clamp(0, u64::MAX.into()) as u64;
        (clip(self.begin(window)), clip(window))
    }

    /// The interval of a window, clipped at the ends of the range.
    pub(super) fn window(self, window: i128) -> Window {
        Window { start: self.start(self.begin(window)), end: self.start(window + 1) }
    }

    /// Where a pane begins.
    fn start(self, pane: i128) -> Timestamp {
        let at = FIRST - i128::from(self.clipped) + pane * i128::from(self.pane);
        Timestamp::from_nanos(at.clamp(FIRST, i64::MAX.into()) as i64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn times() -> impl Strategy<Value = i64> {
        prop_oneof![i64::MIN..i64::MAX, -50..50_i64, i64::MIN..i64::MIN + 50, i64::MAX - 50..i64::MAX]
    }

    proptest! {
        #[test]
        fn the_windows_of_a_pane_are_those_that_cover_its_time(
            time in times(),
            length in 1..60_i128,
            every in 1..60_i128,
            offset in 0..100_i128,
        ) {
            let every = every.min(length);
            let offset = offset % every;
            let nanos = |n: i128| Duration::from_nanos(n as u64);
            let slide = SlideOf::new(nanos(length), nanos(every), nanos(offset)).unwrap();
            let (shape, pane) = (slide.shape(), slide.pane(Timestamp::from_nanos(time)));
            let mut got = Vec::new();
            let mut window = shape.first(pane.into());
            while window <= shape.last(pane) {
                let Window { start, end } = shape.window(window);
                got.push((start.as_nanos(), end.as_nanos()));
                window += shape.slide();
            }
            let clip = |at: i128| at.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
            let first = (i128::from(time) - offset).div_euclid(every) * every + offset;
            let starts = (0..length).map(|back| first - back * every).take_while(|start| start + length > time.into());
            let mut want: Vec<_> = starts.map(|start| (clip(start), clip(start + length))).collect();
            want.reverse();
            prop_assert_eq!(got, want);
        }
    }

    #[test]
    fn constants_are_the_same() {
        let (a, b) = (
            Slide::<300, 40, -7>.shape(),
            SlideOf::new(Duration::from_nanos(300), Duration::from_nanos(40), Duration::from_nanos(33)),
        );
        assert_eq!(format!("{a:?}"), format!("{:?}", b.unwrap().shape()));
    }

    #[test]
    fn lengths_that_make_no_windows_are_errors() {
        let error = |length, every| {
            let second = Duration::from_secs;
            SlideOf::new(second(length), second(every), Duration::ZERO).unwrap_err().to_string()
        };
        assert!(error(0, 0).contains("the length of `sliding` must be more than zero"));
        assert!(error(1, 0).contains("`every` must be more than zero"));
        assert!(error(1, 2).contains("would leave records out"));
        assert!(error(1 << 40, 1).contains("292 years"));
        let offset = SlideOf::new(Duration::from_secs(9), Duration::from_secs(3), Duration::from_secs(3));
        assert!(offset.unwrap_err().to_string().contains("less than the slide"));
    }
}
