// feeds::numbers::<u64>(4).for_each(drop)
// stage 0: `numbers`, Source at Chunk
// stage 0: `for_each`, Sink at Chunk, of records that may be lent

fn pipeline() {
    {
        let source0 = feeds::numbers::<u64>(4);
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
                        [("numbers", 1, 8), ("for_each", 1, 26)],
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
                                    let raw = (&&::stream_core::private::Bytes::of(&item))
                                        .bytes(&item);
                                    at.op(1usize);
                                    ::stream_core::private::outcome(
                                        &worker,
                                        1usize,
                                        (drop)((item)),
                                    )?;
                                }
                                at.done();
                                ::core::result::Result::Ok::<
                                    _,
                                    ::stream_core::Error,
                                >(dropped0)
                            },
                        )?;
                        out1 += source0.lent() - dropped0;
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
