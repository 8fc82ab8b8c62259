// from_iter(lines).parse::<u32>().print()
// stage 0: `from_iter`, Source at Chunk
// stage 0: `parse`, Inline at Chunk
// stage 0: `print`, Sink at Chunk

fn pipeline() {
    {
        let source0 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(lines).read_as_iterator()
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
                        [("from_iter", 1, 1), ("parse", 1, 18), ("print", 1, 33)],
                    )
                },
                inputs: &[&[], &[0], &[1]],
                boundaries: &[],
                stages: &[0, 0, 0],
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
                let (mut worker, (mut exchange2, ())) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut print2 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(2usize),
                );
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
                                'next1: while let ::core::option::Option::Some(item) = chunk
                                    .next()
                                {
                                    let raw = (&&::stream_core::private::Bytes::of(&item))
                                        .bytes(&item);
                                    at.op(1usize);
                                    let ::core::option::Option::Some(item) = worker
                                        .accept(
                                            1usize,
                                            ::stream_core::private::parse::<u32, _, _>(&item),
                                            || (chunk.place(raw), raw),
                                        )? else {
                                        dropped0 += 1;
                                        continue 'next1;
                                    };
                                    at.op(2usize);
                                    item.record_type_is_known();
                                    let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                        &item,
                                    );
                                    let how = (probe).show_kind();
                                    print2.push(|text| how.show((&item), text));
                                }
                                at.done();
                                ::core::result::Result::Ok::<
                                    _,
                                    ::stream_core::Error,
                                >(dropped0)
                            },
                        )?;
                        out2 += source0.lent() - dropped0;
                    }
                    exchange2.gather(print2.lines()).await;
                    print2.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out2));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
