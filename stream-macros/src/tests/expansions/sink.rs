// from_iter(0..9).sink(mine)
// stage 0: `from_iter`, Source at Chunk
// stage 0: `sink`, Sink at Chunk

fn pipeline() {
    {
        #[allow(unused_mut, reason = "not every operator changes it")]
        let mut value1 = mine;
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
                        [("from_iter", 1, 1), ("sink", 1, 17)],
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
            move |cx: ::stream_core::private::Cx<()>| async move {
                #[allow(unused_imports, reason = "not every pipeline calls them all")]
                use ::stream_core::private::methods::*;
                let (mut worker, ()) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let sink1 = value1;
                let mut sink1 = ::stream_core::private::Ending::new((sink1))
                    .end_as_sink(worker.operator(1usize));
                let mut out1 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, ())).await? {
                    while let ::core::option::Option::Some(_) = worker
                        .fill(&mut (&mut source0, ()))
                        .await?
                    {
                        let dropped0 = ::stream_core::private::stage(
                            source0.chunk(),
                            |mut chunk| {
                                let mut dropped0 = 0u64;
                                let at = worker.at(0usize);
                                while let ::core::option::Option::Some(item) = chunk.next()
                                {
                                    at.op(1usize);
                                    sink1.write((item))?;
                                }
                                at.done();
                                ::core::result::Result::Ok::<
                                    _,
                                    ::stream_core::Error,
                                >(dropped0)
                            },
                        )?;
                        out1 += source0.lent() - dropped0;
                        let at = worker.at(1usize);
                        sink1.flush().await?;
                        at.done();
                    }
                    let at = worker.at(1usize);
                    sink1.end_batch(worker.batch()).await?;
                    at.done();
                    worker.out(::core::mem::take(&mut out1));
                    worker.end().await?;
                }
                let at = worker.at(1usize);
                sink1.close().await?;
                at.done();
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
