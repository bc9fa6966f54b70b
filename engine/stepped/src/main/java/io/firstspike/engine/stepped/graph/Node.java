package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A node of a {@link Graph}: what it computes from its input, with its parameters. */
@API(status = Status.MAINTAINED)
public sealed interface Node
    permits Input,
        Output,
        Affine,
        Convolve,
        Pool,
        Scale,
        Flatten,
        Delay,
        Threshold,
        Rectifier,
        Neurons,
        Subgraph {

  /** The name of what it computes, as NIR calls it if it has such a node. */
  String type();
}
