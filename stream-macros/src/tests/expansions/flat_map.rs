// from_iter(lines).flat_map(|line: String| line.split(' ')).filter(|w| !w.is_empty()).count().print()
// stage 0: `from_iter`, Source at Chunk
// stage 0: `flat_map`, Inline at Chunk
// stage 0: `filter`, Inline at Chunk
// stage 1: `count`, Batch at Batch
// stage 1: `print`, Sink at Batch

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
                        [
                            ("from_iter", 1, 1),
                            ("flat_map", 1, 18),
                            ("filter", 1, 59),
                            ("count", 1, 85),
                            ("print", 1, 93),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2], &[3]],
                boundaries: &[(3, "needs the whole batch, at the first worker")],
                stages: &[0, 0, 0, 1, 1],
                per_batch: const {
                    &::stream_core::private::operators(
                        ::core::file!(),
                        [("count", 1, 85)],
                    )
                },
                lasting: &[],
                ordered: &[],
                waits: true,
            },
            move |
                cx: ::stream_core::private::Cx<
                    (
                        ::stream_core::private::Exchange<_>,
                        (::stream_core::private::Exchange<_>, ()),
                    ),
                >|
            async move {
                #[allow(unused_imports, reason = "not every pipeline calls them all")]
                use ::stream_core::private::methods::*;
                let (mut worker, (mut exchange3, (mut exchange4, ()))) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut count3 = ::stream_core::private::Count::new();
                let mut print4 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(4usize),
                );
                let mut out4 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, ())).await? {
                    while let ::core::option::Option::Some(_) = worker
                        .fill(&mut (&mut source0, ()))
                        .await?
                    {
                        ::stream_core::private::stage(
                            source0.chunk(),
                            |mut chunk| {
                                let at = worker.at(0usize);
                                while let ::core::option::Option::Some(item) = chunk.next()
                                {
                                    at.op(1usize);
                                    let line: String = (item);
                                    'next2: for item in at.watch(1usize, line.split(' ')) {
                                        at.op(2usize);
                                        let keeps: ::core::primitive::bool = {
                                            let w = &item;
                                            !w.is_empty()
                                        };
                                        if !keeps {
                                            continue 'next2;
                                        }
                                        let _ = &item;
                                        count3.add();
                                    }
                                }
                                at.done();
                                ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                            },
                        )?;
                    }
                    {
                        let at = worker.at(3usize);
                        for item in ::core::iter::IntoIterator::into_iter(
                            count3.finish(&mut exchange3).await,
                        ) {
                            at.op(4usize);
                            out4 += 1;
                            item.record_type_is_known();
                            let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                &item,
                            );
                            let how = (probe).show_kind();
                            print4.push(|text| how.show((&item), text));
                        }
                        at.done();
                    }
                    exchange4.gather(print4.lines()).await;
                    print4.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out4));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
