package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.stepped.training.GradientSpec;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network as it learns, batch after batch. To be used by the thread that made it, and closed. */
final class GradientLesson implements AutoCloseable {

  /** Weight of a batch's statistics in their moving average. */
  private static final double SHARE = 0.1;

  private static final String GRADIENT = "grad";

  private final Map<String, INDArray> parameters;
  private final Map<String, INDArray> statistics = new LinkedHashMap<>();
  private final SameDiff graph;
  private final StepMemory memory = new StepMemory();
  private final List<String> outputs = new ArrayList<>(List.of(Names.LOSS, Names.COUNTS));

  private GradientLesson(Map<String, INDArray> parameters, SameDiff graph) {
    this.parameters = parameters;
    this.graph = graph;
  }

  /**
   * Begins with parameters drawn from a seed.
   *
   * @param batch examples of a batch
   * @param smooth whether neurons give smooth steps instead of spikes
   */
  static GradientLesson begin(
      GradientSpec spec, int batch, long seed, boolean smooth, DataType type) {
    Map<String, INDArray> parameters = Parameters.first(spec, seed, type);
    SameDiff graph = SpikingGraph.training(spec, batch, smooth, parameters);
    parameters.replaceAll((name, values) -> graph.getVariable(name).getArr());
    GradientLesson lesson = new GradientLesson(parameters, graph);
    for (int i = 0; i < spec.layers().size(); i++) {
      if (graph.hasVariable(Names.mean(i))) {
        lesson.outputs.addAll(List.of(Names.mean(i), Names.variance(i)));
      }
    }
    lesson.differentiate();
    return lesson;
  }

  /** Makes the graph of gradients, which SameDiff tells the standard output all about. */
  private void differentiate() {
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      graph.createGradFunction(parameters.keySet().toArray(String[]::new));
    } finally {
      System.setOut(out);
    }
    SameDiff gradients = graph.getFunction(GRADIENT);
    InferenceSession session = new InferenceSession(gradients);
    session.setMmgr(memory);
    gradients.getSessions().put(Thread.currentThread().getId(), session);
  }

  /**
   * What a batch gives.
   *
   * @param loss mean over its examples
   * @param counts how often each label fired: (example, label)
   */
  record Outcome(double loss, INDArray counts) {}

  /**
   * Computes a batch, and learns from it.
   *
   * @param feed the batch, by the names of the graph's placeholders
   */
  Outcome learn(Map<String, INDArray> feed, Optimiser optimiser) {
    OutAndGrad result = compute(feed);
    optimiser.step(result.getGradients());
    Map<String, INDArray> given = result.getOutputs();
    for (String name : outputs.subList(2, outputs.size())) {
      INDArray value = given.get(name);
      INDArray average = statistics.get(name);
      if (average == null) {
        statistics.put(name, value.dup());
      } else {
        average.muli(1 - SHARE).addi(value.mul(SHARE));
      }
    }
    Outcome outcome =
        new Outcome(given.get(Names.LOSS).getDouble(0), given.get(Names.COUNTS).dup());
    memory.again();
    return outcome;
  }

  /** The loss of a batch, without learning from it. */
  double loss(Map<String, INDArray> feed) {
    double loss = compute(feed).getOutputs().get(Names.LOSS).getDouble(0);
    memory.again();
    return loss;
  }

  /** Gradients of the loss by each parameter, copied. */
  Map<String, INDArray> gradients(Map<String, INDArray> feed) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    compute(feed).getGradients().forEach((name, gradient) -> copies.put(name, gradient.dup()));
    memory.again();
    return copies;
  }

  private OutAndGrad compute(Map<String, INDArray> feed) {
    return graph.calculateGradientsAndOutputs(feed, outputs, parameters.keySet());
  }

  /** What it has learned, and goes on changing. */
  Map<String, INDArray> parameters() {
    return parameters;
  }

  /** Moving averages of the means and variances of normalisations. */
  Map<String, INDArray> statistics() {
    return statistics;
  }

  @Override
  public void close() {
    memory.close();
  }
}
