//! The text of a record as `print` shows it: the way Spark does for what Rust's own types have in
//! common with Scala's (pairs as `(word,1)`, strings bare), else by `Display`, else by `Debug`.
//!
//! Which of them holds for a record is found where the pipeline is expanded, by method resolution:
//! `(&&&&&&&&&&&&ShowProbe::of(&record)).show_kind()` picks the first of Rust's types, pairs of
//! which one half is a type of the user, `Display`, `Debug`.

mod key;
mod kinds;
mod values;

pub use key::{KeyProbe, KeyText};
pub use kinds::{
    ByDebug, ByDisplay, ByPair, ByShow, NotShown, ShowKind, ShowLast, ShowLevel, ShowProbe, Shown,
};

/// A value of Rust's own types, as `print` shows it.
pub trait Show {
    /// Appends the text of the value to `text`.
    fn show(&self, text: &mut String);
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    struct Meters(f64);

    impl fmt::Display for Meters {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{} m", self.0)
        }
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "read by the derived `Debug`")]
    struct Stats {
        n: u32,
    }

    macro_rules! shown {
        ($record:expr) => {{
            let record = $record;
            let mut text = String::new();
            (&&&&&&&&&&&&ShowProbe::of(&record)).show_kind().show(&record, &mut text);
            text
        }};
    }

    #[test]
    fn pairs_and_strings_are_shown_as_in_spark() {
        assert_eq!(shown!(("hello", 8)), "(hello,8)");
        assert_eq!(shown!(("a b".to_string(), ('c', true))), "(a b,(c,true))");
        assert_eq!(shown!("bare"), "bare");
        assert_eq!(shown!((1, 2, 3)), "(1,2,3)");
        assert_eq!(shown!(1.0_f64), "1.0");
        assert_eq!(shown!(()), "()");
    }

    #[test]
    fn options_and_lists_show_what_they_hold() {
        assert_eq!(shown!(("a", (1, Some("x")))), "(a,(1,Some(x)))");
        assert_eq!(shown!(None::<u8>), "None");
        assert_eq!(shown!(("k", vec!["x", "y"])), "(k,[x, y])");
        assert_eq!(shown!([vec![1], vec![]]), "[[1], []]");
        assert_eq!(shown!(&std::rc::Rc::new(3)), "3");
    }

    #[test]
    fn types_of_the_user_go_by_display_then_by_debug() {
        assert_eq!(shown!(Meters(1.5)), "1.5 m");
        assert_eq!(shown!(Stats { n: 1 }), "Stats { n: 1 }");
        assert_eq!(shown!(vec![Stats { n: 1 }]), "[Stats { n: 1 }]");
    }

    #[test]
    fn either_half_of_a_pair_may_be_a_type_of_the_user() {
        let (m, s) = (|| Meters(2.0), || Stats { n: 2 });
        assert_eq!(shown!(("a", m())), "(a,2 m)");
        assert_eq!(shown!((m(), "a")), "(2 m,a)");
        assert_eq!(shown!((m(), m())), "(2 m,2 m)");
        assert_eq!(shown!(("a", s())), "(a,Stats { n: 2 })");
        assert_eq!(shown!((s(), "a")), "(Stats { n: 2 },a)");
        assert_eq!(shown!((m(), s())), "(2 m,Stats { n: 2 })");
        assert_eq!(shown!((s(), m())), "(Stats { n: 2 },2 m)");
        assert_eq!(shown!((s(), s())), "(Stats { n: 2 },Stats { n: 2 })");
    }

    #[test]
    fn in_generic_code_the_written_bounds_decide() {
        fn text<T: fmt::Display>(value: T) -> String {
            shown!(("a", value))
        }
        assert_eq!(text(Meters(3.0)), "(a,3 m)");
    }
}
