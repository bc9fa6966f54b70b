package io.firstspike.engine.stepped.volley;

import io.firstspike.engine.encode.SteppedEncoder;
import io.firstspike.engine.encode.SteppedEngine;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.stepped.GraphSpec;
import io.firstspike.engine.spec.stepped.SteppedSpec;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.plan.Plan;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** The engine of networks of neurons that fire many times, where such a network encodes. */
@API(status = Status.INTERNAL)
public final class SteppedVolleys implements SteppedEngine {

  @Override
  public SteppedEncoder open(InputSpec input, EncodingSpec encoding, float[] numbers) {
    SteppedSpec spec = encoding.stepped();
    try {
      Plan plan = new GraphEncoding(spec, numbers).plan();
      NodeReading reading = NodeReading.of(plan, spec.read());
      requireNeurons(spec.graph(), reading);
      List<Integer> dimensions = InputDimensions.required(plan, input);
      return new Encoding(reading, dimensions, encoding);
    } catch (RuntimeException e) {
      // A text that describes no graph may miss anything.
      throw new IllegalStateException("the graph that encodes cannot run: " + e.getMessage(), e);
    }
  }

  private static void requireNeurons(GraphSpec graph, NodeReading reading) {
    if (!reading.neurons().equals(graph.neurons())) {
      throw new GraphException(
          "node "
              + reading.name()
              + " gives "
              + reading.neurons()
              + ", and the spec says "
              + graph.neurons());
    }
  }
}
