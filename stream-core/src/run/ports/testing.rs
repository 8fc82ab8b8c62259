//! Pipelines with typed ends, written as the macro writes them.

use crate::private::Plan;
use crate::record::Operator;

const fn operator(name: &'static str, line: u32) -> Operator {
    Operator { name, file: "src/main.rs", line, column: 9 }
}

/// The operator that runs the closure of a test.
pub(crate) const FLAT_MAP: Operator = operator("flat_map", 2);

/// An input, a closure, an output.
pub(crate) const PLAN: Plan = Plan {
    operators: &[operator("input", 1), FLAT_MAP, operator("output", 3)],
    inputs: &[&[], &[0], &[1]],
    boundaries: &[],
    stages: &[0, 0, 0],
    per_batch: &[],
    lasting: &[],
    ordered: &[],
    waits: false,
};

/// `input().flat_map(|item| body).output()`, followed in each batch by what `end` makes of the
/// number of its records. `waits` is the type that says whether the body waits.
macro_rules! hosted {
    ($waits:ident, |$item:ident| $body:expr, |$count:ident| $end:expr) => {
        $crate::private::pipeline(
            $crate::run::ports::testing::PLAN,
            move |cx: $crate::private::Cx<($crate::private::Ports<_, _, $crate::private::$waits>, ())>| async move {
                let (mut worker, (ports, ())) = cx.split();
                let (input, output) = ports.split();
                let mut source = worker.open(0, input)?;
                let mut output = $crate::private::Outlet::new(output, $crate::run::ports::testing::PLAN.operators[2]);
                worker.opened().await?;
                while worker.begin(&mut (&mut source, ())).await? {
                    let mut $count = 0;
                    while worker.fill(&mut (&mut source, ())).await?.is_some() {
                        {
                            let at = worker.at(0);
                            let mut chunk = source.chunk();
                            while let Some($item) = chunk.next() {
                                at.op(1);
                                $count += 1;
                                for item in IntoIterator::into_iter($body) {
                                    at.op(2);
                                    output.write(item)?;
                                }
                            }
                        }
                        output.flush().await?;
                    }
                    for item in IntoIterator::into_iter($end) {
                        output.write(item)?;
                    }
                    output.end_batch(worker.batch()).await?;
                    worker.end().await?;
                }
                output.close().await
            },
        )
    };
    ($waits:ident, |$item:ident| $body:expr) => {
        hosted!($waits, |$item| $body, |_count| None)
    };
}

pub(crate) use hosted;
