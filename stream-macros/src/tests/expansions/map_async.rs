// from_iter(0..9).map_async(|n| fetch(n).await, concurrency = 4, timeout = 1s).print()
// stage 0: `from_iter`, Source at Chunk
// stage 1: `map_async`, Buffer at Chunk
// stage 1: `print`, Sink at Chunk

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
                        [("from_iter", 1, 1), ("map_async", 1, 17), ("print", 1, 78)],
                    )
                },
                inputs: &[&[], &[0], &[1]],
                boundaries: &[(1, "records wait concurrently")],
                stages: &[0, 1, 1],
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
                let concurrency1: ::core::primitive::usize = 4;
                let timeout1: ::core::time::Duration = ::core::time::Duration::from_nanos(
                    1000000000u64,
                );
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
                        let mut waiting1 = ::stream_core::private::Concurrent::ordered(
                            concurrency1,
                        );
                        {
                            let mut chunk = source0.chunk();
                            let at = worker.at(0usize);
                            while let ::core::option::Option::Some(item) = chunk.next() {
                                let raw = (&&::stream_core::private::Bytes::of(&item))
                                    .bytes(&item);
                                at.op(1usize);
                                let future = {
                                    let item = ::stream_core::private::Moved::new((item));
                                    async {
                                        let n = item.into_inner();
                                        fetch(n).await
                                    }
                                };
                                waiting1
                                    .push(
                                        ::stream_core::private::placed(
                                            (|| (chunk.place(raw), raw))(),
                                            ::stream_core::private::timeout(
                                                timeout1,
                                                ::stream_core::private::Given((future)).wait_as_future(),
                                            ),
                                        ),
                                    );
                            }
                            at.done();
                            ()
                        };
                        {
                            let at = worker.at(1usize);
                            'next2: while let ::core::option::Option::Some(item) = {
                                at.op(1usize);
                                waiting1.next().await
                            } {
                                let (here, item) = item;
                                let ::core::option::Option::Some(item) = worker
                                    .accept(1usize, item, || here)? else {
                                    continue 'next2;
                                };
                                at.op(2usize);
                                out2 += 1;
                                item.record_type_is_known();
                                let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                    &item,
                                );
                                let how = (probe).show_kind();
                                print2.push(|text| how.show((&item), text));
                            }
                            at.done();
                        }
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
