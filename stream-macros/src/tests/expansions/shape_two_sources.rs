// { let a = socket_text("a:1"); let b = socket_text("b:1"); a.union(b).for_each(show); }
// stage 0: `socket_text`, Source at Chunk
// stage 1: `socket_text`, Source at Chunk
// stage 2: `union`, Buffer at Chunk, of records that may be lent
// stage 2: `for_each`, Sink at Chunk, of records that may be lent

fn pipeline() {
    {
        let source0 = ::stream_core::private::sources::socket_text("a:1");
        let source1 = ::stream_core::private::sources::socket_text("b:1");
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
                            ("socket_text", 1, 11),
                            ("socket_text", 1, 39),
                            ("union", 1, 61),
                            ("for_each", 1, 70),
                        ],
                    )
                },
                inputs: &[&[], &[], &[0, 1], &[2]],
                boundaries: &[
                    (2, "records of several loops, or a long tail, are brought together"),
                ],
                stages: &[0, 1, 2, 2],
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
                let mut source1 = ::stream_core::private::Given((source1))
                    .open_as_source(&mut worker, 1usize)?;
                let mut out3 = 0u64;
                worker.opened().await?;
                while worker.begin(&mut (&mut source0, (&mut source1, ()))).await? {
                    while let ::core::option::Option::Some(ready) = worker
                        .fill(&mut (&mut source0, (&mut source1, ())))
                        .await?
                    {
                        let mut records2 = ::std::vec::Vec::new();
                        let one_type2 = ::stream_core::private::OneType::new();
                        match ready {
                            0usize => {
                                ::stream_core::private::stage(
                                    source0.chunk(),
                                    |mut chunk| {
                                        let at = worker.at(0usize);
                                        while let ::core::option::Option::Some(item) = chunk.next()
                                        {
                                            let both = ::stream_core::private::Both(one_type2, (item));
                                            records2.push(both.of_one_type());
                                        }
                                        at.done();
                                        ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                                    },
                                )?;
                            }
                            1usize => {
                                ::stream_core::private::stage(
                                    source1.chunk(),
                                    |mut chunk| {
                                        let at = worker.at(1usize);
                                        while let ::core::option::Option::Some(item) = chunk.next()
                                        {
                                            let both = ::stream_core::private::Both(one_type2, (item));
                                            records2.push(both.of_one_type());
                                        }
                                        at.done();
                                        ::core::result::Result::Ok::<_, ::stream_core::Error>(())
                                    },
                                )?;
                            }
                            _ => {}
                        }
                        {
                            let at = worker.at(2usize);
                            for item in records2.drain(..) {
                                at.op(3usize);
                                out3 += 1;
                                ::stream_core::private::outcome(
                                    &worker,
                                    3usize,
                                    (show)((item)),
                                )?;
                            }
                            at.done();
                        }
                    }
                    worker.out(::core::mem::take(&mut out3));
                    worker.end().await?;
                }
                ::core::result::Result::Ok(())
            },
        );
        pipeline
    }
}
