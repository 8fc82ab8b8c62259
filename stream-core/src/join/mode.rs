//! What comes out of a join of two streams: which records without a partner do, and in what form.

/// A kind of join, of left values `V` and right values `W`.
pub trait Mode<V, W> {
    /// What comes out for a key.
    type Out;

    /// What is kept of whether a record has had a partner.
    type Mark: Mark;

    /// Whether a record without a partner may come out, on either side.
    const OUTER: bool = Self::Mark::IS_KEPT;

    /// Two partners.
    fn both(left: V, right: W) -> Self::Out;

    /// A left value without a partner, if it comes out.
    fn left(left: V) -> Option<Self::Out>;

    /// A right value without a partner, if it comes out.
    fn right(right: W) -> Option<Self::Out>;
}

/// Whether a record has had a partner, where the join asks.
pub trait Mark: Default {
    /// Whether it is known; else nothing is.
    const IS_KEPT: bool;

    /// The record has a partner.
    fn set(&mut self);

    /// Whether it has had one.
    fn is_set(&self) -> bool;
}

/// A join that does not ask.
impl Mark for () {
    const IS_KEPT: bool = false;

    #[inline]
    fn set(&mut self) {}

    #[inline]
    fn is_set(&self) -> bool {
        false
    }
}

impl Mark for bool {
    const IS_KEPT: bool = true;

    #[inline]
    fn set(&mut self) {
        *self = true;
    }

    #[inline]
    fn is_set(&self) -> bool {
        *self
    }
}

/// `join`: pairs only.
#[derive(Clone, Copy, Debug)]
pub struct Inner;

/// `left_join`: a left value without a partner with `None`.
#[derive(Clone, Copy, Debug)]
pub struct LeftOuter;

/// `right_join`: a right value without a partner with `None`.
#[derive(Clone, Copy, Debug)]
pub struct RightOuter;

/// `full_join`: a value of either side without a partner with `None`.
#[derive(Clone, Copy, Debug)]
pub struct FullOuter;

impl<V, W> Mode<V, W> for Inner {
    type Out = (V, W);
    type Mark = ();

    #[inline]
    fn both(left: V, right: W) -> (V, W) {
        (left, right)
    }

    fn left(_: V) -> Option<(V, W)> {
        None
    }

    fn right(_: W) -> Option<(V, W)> {
        None
    }
}

impl<V, W> Mode<V, W> for LeftOuter {
    type Out = (V, Option<W>);
    type Mark = bool;

    #[inline]
    fn both(left: V, right: W) -> Self::Out {
        (left, Some(right))
    }

    fn left(left: V) -> Option<Self::Out> {
        Some((left, None))
    }

    fn right(_: W) -> Option<Self::Out> {
        None
    }
}

impl<V, W> Mode<V, W> for RightOuter {
    type Out = (Option<V>, W);
    type Mark = bool;

    #[inline]
    fn both(left: V, right: W) -> Self::Out {
        (Some(left), right)
    }

    fn left(_: V) -> Option<Self::Out> {
        None
    }

    fn right(right: W) -> Option<Self::Out> {
        Some((None, right))
    }
}

impl<V, W> Mode<V, W> for FullOuter {
    type Out = (Option<V>, Option<W>);
    type Mark = bool;

    #[inline]
    fn both(left: V, right: W) -> Self::Out {
        (Some(left), Some(right))
    }

    fn left(left: V) -> Option<Self::Out> {
        Some((Some(left), None))
    }

    fn right(right: W) -> Option<Self::Out> {
        Some((None, Some(right)))
    }
}
