//! The text of a key in an error: a key need not be shown to be a key, so one that cannot be has none.

use std::fmt::{Debug, Display};
use std::marker::PhantomData;

use super::Show;

/// Asks how keys of type `T` are told in errors, by method resolution: `(&&&&KeyProbe::of(&key)).key_text(&key)`.
pub struct KeyProbe<T>(PhantomData<fn(&T)>);

impl<T> KeyProbe<T> {
    /// A probe for the type of `key`.
    pub fn of(key: &T) -> Self {
        let _ = key;
        KeyProbe(PhantomData)
    }
}

/// One level of the probe: fewer references, later choice.
pub trait KeyText<T> {
    /// The text of `key`: that of [`Show`], else of [`Display`], else of [`Debug`]; `None` where it has none of them.
    fn key_text(&self, key: &T) -> Option<String>;
}

impl<T: Show> KeyText<T> for &&&KeyProbe<T> {
    fn key_text(&self, key: &T) -> Option<String> {
        let mut text = String::new();
        key.show(&mut text);
        Some(text)
    }
}

impl<T: Display> KeyText<T> for &&KeyProbe<T> {
    fn key_text(&self, key: &T) -> Option<String> {
        Some(key.to_string())
    }
}

impl<T: Debug> KeyText<T> for &KeyProbe<T> {
    fn key_text(&self, key: &T) -> Option<String> {
        Some(format!("{key:?}"))
    }
}

impl<T> KeyText<T> for KeyProbe<T> {
    fn key_text(&self, _: &T) -> Option<String> {
        None
    }
}

#[cfg(test)]
#[allow(clippy::needless_borrow, reason = "the probe is asked as generated code asks it")]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Shown;

    struct Silent;

    macro_rules! text {
        ($key:expr) => {{
            let key = $key;
            let probe = &&&&KeyProbe::of(&key);
            probe.key_text(&key)
        }};
    }

    #[test]
    fn a_key_has_the_text_it_can_have() {
        assert_eq!(text!(("a", 1)).as_deref(), Some("(a,1)"));
        assert_eq!(text!(std::net::Ipv4Addr::LOCALHOST).as_deref(), Some("127.0.0.1"));
        assert_eq!(text!(Shown).as_deref(), Some("Shown"));
        assert_eq!(text!((Shown, 1)).as_deref(), Some("(Shown, 1)"));
        assert_eq!(text!(Silent), None);
    }
}
