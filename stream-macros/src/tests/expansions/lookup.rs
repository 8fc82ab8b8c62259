// from_iter(orders).key_by(|o| o.user).lookup(|id| fetch(id).await?, cache = 100, ttl = 1min, concurrency = 8).print()
// stage 0: `from_iter`, Source at Chunk
// stage 0: `key_by`, Inline at Chunk
// stage 1: `lookup`, Buffer at Chunk
// stage 1: `print`, Sink at Chunk

fn pipeline() {
    {
        let source0 = {
            use ::stream_core::private::Iterates as _;
            ::stream_core::private::Given(orders).read_as_iterator()
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
                            ("key_by", 1, 19),
                            ("lookup", 1, 38),
                            ("print", 1, 110),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2]],
                boundaries: &[(2, "records wait concurrently")],
                stages: &[0, 0, 1, 1],
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
                let (mut worker, (mut exchange3, ())) = cx.split();
                let mut source0 = ::stream_core::private::Given((source0))
                    .open_as_source(&mut worker, 0usize)?;
                let mut lookup2 = ::stream_core::private::Lookup::new(
                    100,
                    ::core::option::Option::Some(
                        ::core::time::Duration::from_nanos(60000000000u64),
                    ),
                    8,
                );
                let mut print3 = ::stream_core::private::Print::new(
                    ::stream_core::private::PRINTED,
                    worker.index(),
                    worker.operator(3usize),
                );
                let mut out3 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, ())).await? {
                    lookup2.begin(worker.batch().time);
                    while let ::core::option::Option::Some(_) = worker
                        .fill(&mut (&mut source0, ()))
                        .await?
                    {
                        let mut waiting2 = ::std::vec::Vec::new();
                        ::stream_core::private::stage(
                            source0.chunk(),
                            |mut chunk| {
                                let at = worker.at(0usize);
                                while let ::core::option::Option::Some(item) = chunk.next()
                                {
                                    let raw = (&&::stream_core::private::Bytes::of(&item))
                                        .bytes(&item);
                                    at.op(1usize);
                                    let item = (
                                        {
                                            let o = &item;
                                            o.user
                                        },
                                        item,
                                    );
                                    at.op(2usize);
                                    let (key, value) = ::stream_core::private::op::KeyedForLookup::pair({
                                        (item)
                                    });
                                    key.record_type_is_known();
                                    let kind = (&&&&&&::stream_core::private::Probe::of(&key))
                                        .kind();
                                    let slot = lookup2.slot(kind, (key));
                                    waiting2
                                        .push(((), (|| (chunk.place(raw), raw))(), slot, value));
                                }
                                at.done();
                                ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                            },
                        )?;
                        let at = worker.at(2usize);
                        lookup2
                            .fetch(|key| {
                                let future = {
                                    let key = ::stream_core::private::Moved::new((key));
                                    async {
                                        let id = key.into_inner();
                                        ::core::result::Result::Ok::<
                                            _,
                                            ::stream_core::private::RecordError,
                                        >({ fetch(id).await? })
                                    }
                                };
                                ::stream_core::private::Given((future)).wait_as_future()
                            })
                            .await;
                        at.done();
                        {
                            let at = worker.at(2usize);
                            'next2: for item in waiting2.drain(..) {
                                let (_, here, slot, value) = item;
                                let ::core::option::Option::Some((key, answer)) = lookup2
                                    .answer(slot) else {
                                    continue 'next2;
                                };
                                let ::core::option::Option::Some(answer) = worker
                                    .accept(2usize, answer, || here)? else {
                                    lookup2.refuse(slot);
                                    continue 'next2;
                                };
                                let item = (key, (value, answer));
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
                        lookup2.trim();
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
