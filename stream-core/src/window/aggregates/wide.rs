//! Sums of integers that are wider than what is summed, so that no order of additions leaves their range.

/// The sum of integers of up to 64 bits, in 128 bits of which the halves stand in two words: `i128` itself would have to stand at
/// multiples of 16 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wide {
    low: u64,
    high: i64,
}

impl Wide {
    /// Adds a signed number.
    #[inline]
    pub(super) fn add_signed(&mut self, value: i64) {
        self.add(Wide { low: value as u64, high: value >> 63 });
    }

    /// Adds an unsigned number.
    #[inline]
    pub(super) fn add_unsigned(&mut self, value: u64) {
        self.add(Wide { low: value, high: 0 });
    }

    /// Adds a sum. To leave the range takes 2⁶³ numbers.
    #[inline]
    pub(super) fn add(&mut self, other: Wide) {
        let (low, carry) = self.low.overflowing_add(other.low);
        self.low = low;
        self.high = self.high.wrapping_add(other.high).wrapping_add(i64::from(carry));
    }

    /// The sum.
    pub(super) fn get(self) -> i128 {
        i128::from(self.high) << 64 | i128::from(self.low)
    }
}

/// The sum of integers of 128 bits, in 192 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wider {
    low: u128,
    high: i64,
}

impl Wider {
    /// Adds a signed number.
    #[inline]
    pub(super) fn add_signed(&mut self, value: i128) {
        self.add(Wider { low: value as u128, high: (value >> 127) as i64 });
    }

    /// Adds an unsigned number.
    #[inline]
    pub(super) fn add_unsigned(&mut self, value: u128) {
        self.add(Wider { low: value, high: 0 });
    }

    /// Adds a sum. To leave the range takes 2⁶³ numbers.
    #[inline]
    pub(super) fn add(&mut self, other: Wider) {
        let (low, carry) = self.low.overflowing_add(other.low);
        self.low = low;
        self.high = self.high.wrapping_add(other.high).wrapping_add(i64::from(carry));
    }

    /// The sum, if it is in the range of a signed number.
    pub(super) fn signed(self) -> Option<i128> {
        let low = self.low as i128;
        (self.high == (low >> 127) as i64).then_some(low)
    }

    /// The sum, if it is in the range of an unsigned number.
    pub(super) fn unsigned(self) -> Option<u128> {
        (self.high == 0).then_some(self.low)
    }

    /// The floating-point number nearest to the sum, up to the rounding of its halves.
    pub(super) fn to_f64(self) -> f64 {
        match self.signed() {
            Some(sum) => sum as f64,
            None => (self.high as f64).mul_add(2_f64.powi(128), self.low as f64),
        }
    }
}
