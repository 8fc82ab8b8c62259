//! What a pipeline will do, before anything runs: stages, boundaries and why they are there.

use std::fmt::{self, Write as _};

use crate::stage::Plan;

/// The stages of a pipeline, the boundaries between them and why they are there.
///
/// [`Display`](fmt::Display) gives text, [`Explain::mermaid`] a graph. It computes nothing of the
/// records and does not need the pipeline to be startable.
#[derive(Clone, Debug)]
pub struct Explain {
    pub(super) name: String,
    pub(super) workers: usize,
    pub(super) trigger: String,
    pub(super) plan: Plan,
}

impl Explain {
    fn stage(&self, number: usize) -> u16 {
        self.plan.stages.get(number).copied().unwrap_or_default()
    }

    fn inputs(&self, number: usize) -> &'static [usize] {
        self.plan.inputs.get(number).copied().unwrap_or_default()
    }

    fn why(&self, number: usize) -> Option<&'static str> {
        self.plan.boundaries.iter().find(|(operator, _)| *operator == number).map(|(_, why)| *why)
    }

    /// The operators of each stage, stages in order.
    fn by_stage(&self) -> Vec<(u16, Vec<usize>)> {
        let mut stages: Vec<_> = (0..self.plan.operators.len()).map(|number| self.stage(number)).collect();
        stages.sort_unstable();
        stages.dedup();
        let members =
            |stage| (0..self.plan.operators.len()).filter(move |&number| self.stage(number) == stage);
        stages.into_iter().map(|stage| (stage, members(stage).collect())).collect()
    }

    /// The graph in Mermaid's language: a subgraph for each stage, dotted arrows where a boundary is
    /// crossed, with the reason.
    pub fn mermaid(&self) -> String {
        let mut graph = String::from("flowchart TD\n");
        for (stage, numbers) in self.by_stage() {
            let _ = writeln!(graph, "  subgraph stage{stage} [\"stage {stage}\"]");
            for number in numbers {
                let operator = self.plan.operators[number];
                let _ = writeln!(graph, "    op{number}[\"{} (line {})\"]", operator.name, operator.line);
            }
            graph.push_str("  end\n");
        }
        for number in 0..self.plan.operators.len() {
            for input in self.inputs(number) {
                let _ = match self.why(number) {
                    Some(why) => {
                        writeln!(graph, "  op{input} -. \"{}\" .-> op{number}", why.replace('"', "'"))
                    }
                    None => writeln!(graph, "  op{input} --> op{number}"),
                };
            }
        }
        graph
    }
}

impl fmt::Display for Explain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let workers = if self.workers == 1 { "1 worker" } else { &format!("{} workers", self.workers) };
        writeln!(f, "pipeline `{}`: {workers}, trigger: {}", self.name, self.trigger)?;
        for (stage, numbers) in self.by_stage() {
            writeln!(f, "stage {stage}")?;
            for number in numbers {
                if let Some(why) = self.why(number) {
                    writeln!(f, "  -- boundary: {why}")?;
                }
                write!(f, "  {number:>3} {}", self.plan.operators[number])?;
                for (index, input) in self.inputs(number).iter().enumerate() {
                    write!(f, "{}{input}", if index == 0 { " <- " } else { ", " })?;
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Operator;

    const fn operator(name: &'static str, line: u32) -> Operator {
        Operator { name, file: "src/main.rs", line, column: 5 }
    }

    const PLAN: Plan = Plan {
        operators: &[
            operator("socket_text", 1),
            operator("flat_map", 2),
            operator("reduce_by_key", 3),
            operator("union", 4),
            operator("print", 5),
        ],
        inputs: &[&[], &[0], &[1], &[2, 1], &[3]],
        boundaries: &[(2, "records of a \"key\" meet on one worker")],
        stages: &[0, 0, 0, 1, 1],
        per_batch: &[operator("reduce_by_key", 3)],
        lasting: &[],
        ordered: &[],
        waits: false,
    };

    fn word_count() -> Explain {
        Explain { name: String::from("words"), workers: 2, trigger: String::from("every 10s"), plan: PLAN }
    }

    #[test]
    fn the_text_lists_stages_operators_and_boundaries() {
        let text = "\
pipeline `words`: 2 workers, trigger: every 10s
stage 0
    0 `socket_text` (src/main.rs:1:5)
    1 `flat_map` (src/main.rs:2:5) <- 0
  -- boundary: records of a \"key\" meet on one worker
    2 `reduce_by_key` (src/main.rs:3:5) <- 1
stage 1
    3 `union` (src/main.rs:4:5) <- 2, 1
    4 `print` (src/main.rs:5:5) <- 3
";
        assert_eq!(word_count().to_string(), text);
    }

    #[test]
    fn the_graph_has_a_subgraph_for_each_stage() {
        let graph = "\
flowchart TD
  subgraph stage0 [\"stage 0\"]
    op0[\"socket_text (line 1)\"]
    op1[\"flat_map (line 2)\"]
    op2[\"reduce_by_key (line 3)\"]
  end
  subgraph stage1 [\"stage 1\"]
    op3[\"union (line 4)\"]
    op4[\"print (line 5)\"]
  end
  op0 --> op1
  op1 -. \"records of a 'key' meet on one worker\" .-> op2
  op2 --> op3
  op1 --> op3
  op3 --> op4
";
        assert_eq!(word_count().mermaid(), graph);
    }
}
