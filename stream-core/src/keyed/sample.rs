//! A random share of the records, the same in every run.

use crate::error::{Error, ErrorKind};

/// Decides for each record on its own whether it belongs to the sample, as Spark's `sample` without
/// replacement. The same seed and the same records give the same sample, for one number of workers.
#[derive(Clone, Debug)]
pub struct Sample {
    fraction: f64,
    state: u64,
}

impl Sample {
    /// Takes each record with the probability `fraction`, from 0 (none) to 1 (all); every `worker`
    /// decides by numbers of its own.
    ///
    /// # Errors
    /// `fraction` is not between 0 and 1.
    pub fn new(fraction: f64, seed: u64, worker: usize) -> Result<Self, Error> {
        if !(0.0..=1.0).contains(&fraction) {
            let message = format!("`sample` takes a fraction from 0 to 1, this is {fraction}");
            return Err(Error::new(ErrorKind::Start, message));
        }
        let mut own = Sample { fraction, state: worker as u64 };
        let state = seed ^ own.number();
        Ok(Sample { fraction, state })
    }

    /// Whether the next record belongs to the sample.
    #[inline]
    pub fn takes(&mut self) -> bool {
        let unit = (self.number() >> 11) as f64 / (1_u64 << 53) as f64;
        unit < self.fraction
    }

    /// The next number of SplitMix64 (Steele, Lea and Flood, 2014).
    #[inline]
    fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(fraction: f64, seed: u64, worker: usize) -> Vec<usize> {
        let mut sample = Sample::new(fraction, seed, worker).expect("the fraction is in range");
        (0..10_000).filter(|_| sample.takes()).collect()
    }

    #[test]
    fn none_all_or_about_the_fraction() {
        assert_eq!(taken(0.0, 1, 0).len(), 0);
        assert_eq!(taken(1.0, 1, 0).len(), 10_000);
        assert!((2_850..3_150).contains(&taken(0.3, 1, 0).len()));
    }

    #[test]
    fn the_seed_and_the_worker_decide() {
        assert_eq!(taken(0.5, 1, 0), taken(0.5, 1, 0));
        assert_ne!(taken(0.5, 1, 0), taken(0.5, 2, 0));
        assert_ne!(taken(0.5, 1, 0), taken(0.5, 1, 1));
    }

    #[test]
    fn a_fraction_out_of_range_is_an_error() {
        for fraction in [-0.1, 1.1, f64::NAN] {
            let error = Sample::new(fraction, 1, 0).expect_err("it is out of range");
            assert_eq!(error.kind(), ErrorKind::Start);
            assert!(error.to_string().contains("`sample` takes a fraction from 0 to 1"), "{error}");
        }
    }
}
