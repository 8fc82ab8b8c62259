// from_iter(0..9).for_each_batch(|records, info| write(records, info.number).await)
// stage 0: `from_iter`, Source at Chunk
// stage 0: `for_each_batch`, Sink at Chunk

fn pipeline() {
    {
        let source0 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(0..9).read_as_iterator()
        };
        #[allow(
            unused_mut,
            unused_parens,
            unused_braces,
            clippy::while_let_on_iterator,
            clippy::redundant_closure,
            clippy::redundant_closure_call,
            clippy::almost_swapped,
            clippy::unused_unit,
            clippy::never_loop,
            reason = "the code is generated"
        )]
        let pipeline = ::stream_core::private::pipeline(
            ::stream_core::private::Plan {
                operators: const {
                    &::stream_core::private::operators(
                        ::core::file!(),
                        [("from_iter", 1, 1), ("for_each_batch", 1, 17)],
                    )
                },
                inputs: &[&[], &[0]],
                boundaries: &[],
                stages: &[0, 0],
                per_batch: &[],
                lasting: &[],
                ordered: &[],
                waits: true,
            },
            move |
                cx: ::stream_core::private::Cx<
                    (::stream_core::private::Exchange<_>, ()),
                >|
            async move {
                #[allow(unused_imports, reason = "not every pipeline calls them all")]
                use ::stream_core::private::methods::*;
                let (mut worker, (mut exchange1, ())) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut records1 = ::std::vec::Vec::new();
                let mut out1 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, ())).await? {
                    while let ::core::option::Option::Some(_) = worker
                        .fill(&mut (&mut source0, ()))
                        .await?
                    {
                        let dropped0 = {
                            let mut chunk = source0.chunk();
                            let mut dropped0 = 0u64;
                            let at = worker.at(0usize);
                            while let ::core::option::Option::Some(item) = chunk.next() {
                                at.op(1usize);
                                records1.push(item);
                            }
                            at.done();
                            dropped0
                        };
                        out1 += source0.lent() - dropped0;
                    }
                    exchange1.gather(&mut records1).await;
                    if worker.is_first() {
                        let at = worker.at(1usize);
                        let records = ::core::mem::take(&mut records1);
                        let info = *worker.batch();
                        ::stream_core::private::outcome(
                            &worker,
                            1usize,
                            write(records, info.number).await,
                        )?;
                    }
                    worker.out(::core::mem::take(&mut out1));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
