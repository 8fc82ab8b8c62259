// input::<u32>().map(|n| n + 1).output::<u32>()
// stage 0: `input`, Source at Chunk
// stage 0: `map`, Inline at Chunk
// stage 0: `output`, Sink at Chunk

fn pipeline() {
    {
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
                        [("input", 1, 1), ("map", 1, 16), ("output", 1, 31)],
                    )
                },
                inputs: &[&[], &[0], &[1]],
                boundaries: &[],
                stages: &[0, 0, 0],
                per_batch: &[],
                lasting: &[],
                ordered: &[],
                waits: false,
            },
            move |
                cx: ::stream_core::private::Cx<
                    (
                        ::stream_core::private::Ports<
                            u32,
                            u32,
                            ::stream_core::private::NoWait,
                        >,
                        (),
                    ),
                >|
            async move {
                #[allow(unused_imports, reason = "not every pipeline calls them all")]
                use ::stream_core::private::methods::*;
                let (mut worker, (ports, ())) = cx.split();
                let (input0, output2) = ports.split();
                let mut source0 = ::stream_core::private::Given((input0))
                    .open_as_source(&mut worker, 0usize)?;
                let sink2 = output2;
                let mut sink2 = ::stream_core::private::Ending::new((sink2))
                    .end_as_sink(worker.operator(2usize));
                let mut out2 = 0u64;
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
                                    let n = (item);
                                    let item = n + 1;
                                    at.op(2usize);
                                    sink2.write((item))?;
                                }
                                at.done();
                                ::core::result::Result::Ok::<
                                    _,
                                    ::stream_core::Error,
                                >(dropped0)
                            },
                        )?;
                        out2 += source0.lent() - dropped0;
                        let at = worker.at(2usize);
                        sink2.flush().await?;
                        at.done();
                    }
                    let at = worker.at(2usize);
                    sink2.end_batch(worker.batch()).await?;
                    at.done();
                    worker.out(::core::mem::take(&mut out2));
                    worker.end().await?;
                }
                let at = worker.at(2usize);
                sink2.close().await?;
                at.done();
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
