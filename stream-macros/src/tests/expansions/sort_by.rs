// from_iter(pairs).sort_by(|pair| pair.1, descending).sort_by(|a, b| a.0.cmp(&b.0)).print()
// stage 0: `from_iter`, Source at Chunk
// stage 1: `sort_by`, Batch at Batch
// stage 2: `sort_by`, Batch at Batch
// stage 2: `print`, Sink at Batch

fn pipeline() {
    {
        let source0 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(pairs).read_as_iterator()
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
                            ("sort_by", 1, 18),
                            ("sort_by", 1, 53),
                            ("print", 1, 83),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2]],
                boundaries: &[
                    (1, "needs the whole batch, at the first worker"),
                    (2, "needs the whole batch, at the first worker"),
                ],
                stages: &[0, 1, 2, 2],
                per_batch: const {
                    &::stream_core::private::operators(
                        ::core::file!(),
                        [("sort_by", 1, 18), ("sort_by", 1, 53)],
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
                        (
                            ::stream_core::private::Exchange<_>,
                            (::stream_core::private::Exchange<_>, ()),
                        ),
                    ),
                >|
            async move {
                #[allow(unused_imports, reason = "not every pipeline calls them all")]
                use ::stream_core::private::methods::*;
                let (
                    mut worker,
                    (mut exchange1, (mut exchange2, (mut exchange3, ()))),
                ) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut records1 = ::std::vec::Vec::new();
                let mut records2 = ::std::vec::Vec::new();
                let mut print3 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(3usize),
                );
                let mut out3 = 0u64;
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
                                    records1.push(item);
                                }
                                at.done();
                                ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                            },
                        )?;
                    }
                    let at = worker.at(1usize);
                    ::stream_core::private::sort(
                            &mut records1,
                            &mut exchange1,
                            |a, b| {
                                let one = &{
                                    let pair = b;
                                    pair.1
                                };
                                let other = &{
                                    let pair = a;
                                    pair.1
                                };
                                let one = ::stream_core::private::Both(one, other);
                                one.compare()
                            },
                        )
                        .await;
                    at.done();
                    {
                        let at = worker.at(1usize);
                        for item in records1.drain(..) {
                            records2.push(item);
                        }
                        at.done();
                    }
                    let at = worker.at(2usize);
                    ::stream_core::private::sort(
                            &mut records2,
                            &mut exchange2,
                            |a, b| { a.0.cmp(&b.0) },
                        )
                        .await;
                    at.done();
                    {
                        let at = worker.at(2usize);
                        for item in records2.drain(..) {
                            at.op(3usize);
                            out3 += 1;
                            item.record_type_is_known();
                            let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                &item,
                            );
                            let how = (probe).show_kind();
                            print3.push(|text| how.show((&item), text));
                        }
                        at.done();
                    }
                    exchange3.gather(print3.lines()).await;
                    print3.end_batch(worker.batch())?;
                    worker.out(::core::mem::take(&mut out3));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
