// socket_text("localhost:1").json::<Event<'_>>().map(|event| event.n).print()
// stage 0: `socket_text`, Source at Chunk
// stage 0: `json`, Inline at Chunk, of records that may be lent
// stage 0: `map`, Inline at Chunk, of records that may be lent
// stage 0: `print`, Sink at Chunk, of records that may be lent

fn pipeline() {
    {
        let source0 = ::stream_core::private::sources::socket_text("localhost:1");
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
                            ("socket_text", 1, 1),
                            ("json", 1, 28),
                            ("map", 1, 48),
                            ("print", 1, 69),
                        ],
                    )
                },
                inputs: &[&[], &[0], &[1], &[2]],
                boundaries: &[],
                stages: &[0, 0, 0, 0],
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
                                            ::stream_core::private::json::<Event<'_>, _>(&item),
                                            || (chunk.place(raw), raw),
                                        )? else {
                                        dropped0 += 1;
                                        continue 'next1;
                                    };
                                    at.op(2usize);
                                    let event = (item);
                                    let item = event.n;
                                    at.op(3usize);
                                    item.record_type_is_known();
                                    let probe = &&&&&&&&&&&::stream_core::private::ShowProbe::of(
                                        &item,
                                    );
                                    let how = (probe).show_kind();
                                    print3.push(|text| how.show((&item), text));
                                }
                                at.done();
                                ::core::result::Result::Ok::<
                                    _,
                                    ::stream_core::Error,
                                >(dropped0)
                            },
                        )?;
                        out3 += source0.lent() - dropped0;
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
