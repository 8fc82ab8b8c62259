use stream_core::stream;
use stream_core::window::{Aggregate, AggregateError};

struct Volume;

impl Aggregate for Volume {
    type In = f64;
    type State = f64;
    type Output = f64;

    fn init(&self) -> f64 {
        0.0
    }

    fn add(&self, state: &mut f64, price: f64) {
        *state += price;
    }

    fn merge(&self, state: &mut f64, other: f64) {
        *state += other;
    }

    fn finish(&self, state: f64) -> Result<f64, AggregateError> {
        Ok(state)
    }
}

fn main() {
    stream!(from_iter([(1, "a")]).window(fixed(10s)).aggregate(Volume).print());
}
