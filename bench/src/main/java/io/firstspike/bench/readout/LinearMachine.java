package io.firstspike.bench.readout;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToIntFunction;

/** A linear support-vector machine for each label against all others (LIBLINEAR). */
final class LinearMachine {

  /** How near to the best weights the solver goes, and how long it tries. */
  private static final double TOLERANCE = 1e-4;

  private static final int ROUNDS = 1_000;

  private LinearMachine() {}

  /** Learns {@code examples}; the result says which label a vector belongs to. */
  static ToIntFunction<FeatureVector> learn(Examples examples, double cost, long seed) {
    Feature[] latest = new Feature[examples.width()];
    FeatureNode bias = new FeatureNode(examples.width() + 1, 1);
    Problem problem = new Problem();
    problem.l = examples.size();
    problem.n = examples.width() + 1;
    problem.x =
        examples.vectors().stream()
            .map(vector -> nodes(vector, latest, bias))
            .toArray(Feature[][]::new);
    problem.y = Arrays.stream(examples.labels()).asDoubleStream().toArray();
    Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, cost, ROUNDS, TOLERANCE);
    parameter.setRandom(new Random(seed));
    Linear.disableDebugOutput();
    Model model = Linear.train(problem, parameter);
    return vector -> (int) Linear.predict(model, nodes(vector, new Feature[latest.length], bias));
  }

  /** Vectors share the nodes that are equal, as those of spikes are: a tenth of the memory. */
  private static Feature[] nodes(FeatureVector vector, Feature[] latest, Feature bias) {
    Feature[] nodes = new Feature[vector.columns().length + 1];
    for (int i = 0; i < vector.columns().length; i++) {
      int column = vector.columns()[i];
      float value = vector.values()[i];
      if (latest[column] == null || latest[column].getValue() != value) {
        latest[column] = new FeatureNode(column + 1, value);
      }
      nodes[i] = latest[column];
    }
    nodes[nodes.length - 1] = bias;
    return nodes;
  }
}
