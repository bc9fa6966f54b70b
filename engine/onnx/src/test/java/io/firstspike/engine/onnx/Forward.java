package io.firstspike.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;

/** What a network gives for an input: by ONNX Runtime, and by the engine. */
final class Forward {

  private Forward() {}

  /** By ONNX Runtime. The batch is the first dimension. */
  static float[] byRuntime(Path file, float[] input, long... dimensions) throws OrtException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor tensor =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), dimensions);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] output = new float[values.remaining()];
      values.get(output);
      return output;
    }
  }

  static float[] byEngine(Graph graph, float[] input) {
    Plan plan = Plan.of(graph, new TimeStep(1), NetworkLimit.DEFAULT);
    Simulation simulation = new Simulation(plan);
    Raster.of(plan.nodes().get(plan.input()).output(), new float[][] {input})
        .write(0, simulation.input());
    simulation.step();
    float[] output = new float[simulation.output().size()];
    for (int i = 0; i < output.length; i++) {
      output[i] = simulation.output().value(i);
    }
    return output;
  }

  /** A batch of one. */
  static long[] batch(long... dimensions) {
    return LongStream.concat(LongStream.of(1), LongStream.of(dimensions)).toArray();
  }
}
