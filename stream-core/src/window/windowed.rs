//! What comes out of a window: its key, its interval, its value and which of its firings it is.

use std::fmt;
use std::time::Duration;

use crate::sink::Show;
use crate::time::Timestamp;

/// An interval of time, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// The first instant that belongs to it.
    pub start: Timestamp,
    /// The first instant after it; the greatest `Timestamp` where it has no end in the range of time.
    pub end: Timestamp,
}

impl Window {
    /// From its start to its end.
    pub fn length(&self) -> Duration {
        self.end.since(self.start)
    }

    /// Whether the instant is in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}, {})", self.start, self.end)
    }
}

/// When a result of a window came out, as in Beam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timing {
    /// Before the watermark passed the end of the window; more may come.
    Early,
    /// When the watermark passed the end of the window, for the first time.
    OnTime,
    /// After that, because of a record within the allowed lateness.
    Late,
}

/// Which of the results of a window, for one key, this is. A later one replaces an earlier one: results accumulate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pane {
    /// Counts the results of the window for this key, from 0.
    pub number: u32,
    /// Before, at or after the end of the window.
    pub timing: Timing,
}

impl Pane {
    /// The only result of a window that fires once, on time.
    pub const ONLY: Pane = Pane { number: 0, timing: Timing::OnTime };
}

/// A result of a window for one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Windowed<K, V> {
    /// The key.
    pub key: K,
    /// The window.
    pub window: Window,
    /// What the aggregate made of the records of the key in the window.
    pub value: V,
    /// Which of the results of this window it is.
    pub pane: Pane,
}

/// As `print` shows it: `(key,[start, end),value)`, times in milliseconds since the Unix epoch.
impl<K: fmt::Display, V: fmt::Display> fmt::Display for Windowed<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{},{})", self.key, self.window, self.value)
    }
}

impl<K: Show, V: Show> Show for Windowed<K, V> {
    fn show(&self, text: &mut String) {
        text.push('(');
        self.key.show(text);
        text.push_str(&format!(",{},", self.window));
        self.value.show(text);
        text.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_printed_with_its_key_its_window_and_its_value() {
        let window = Window { start: Timestamp::from_millis(0), end: Timestamp::from_millis(10_000) };
        let mut text = String::new();
        Windowed { key: (), window, value: (1, 2.0), pane: Pane::ONLY }.show(&mut text);
        assert_eq!(text, "((),[0 ms, 10000 ms),(1,2.0))");
        let result = Windowed { key: "a", window, value: 3, pane: Pane::ONLY };
        assert_eq!(result.to_string(), "(a,[0 ms, 10000 ms),3)");
    }
}
