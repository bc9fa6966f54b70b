package io.firstspike.bench.readout;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import libsvm.svm;
import libsvm.svm_model;
import libsvm.svm_node;
import libsvm.svm_parameter;
import libsvm.svm_problem;

/** A support-vector machine with a radial kernel for each pair of labels (LIBSVM). */
final class KernelMachine {

  private static final double TOLERANCE = 1e-3;

  /** For rows of the kernel, in megabytes. */
  private static final double CACHE = 1_000;

  private KernelMachine() {}

  /** Learns {@code examples}; the result says which label a vector belongs to. */
  static ToIntFunction<FeatureVector> learn(Examples examples, double cost) {
    svm_problem problem = new svm_problem();
    problem.l = examples.size();
    problem.x = examples.vectors().stream().map(KernelMachine::nodes).toArray(svm_node[][]::new);
    problem.y = Arrays.stream(examples.labels()).asDoubleStream().toArray();
    svm_parameter parameter = new svm_parameter();
    parameter.svm_type = svm_parameter.C_SVC;
    parameter.kernel_type = svm_parameter.RBF;
    parameter.gamma = gamma(examples);
    parameter.C = cost;
    parameter.eps = TOLERANCE;
    parameter.cache_size = CACHE;
    parameter.shrinking = 1;
    svm.svm_set_print_string_function(text -> {});
    svm_model model = svm.svm_train(problem, parameter);
    return vector -> (int) svm.svm_predict(model, nodes(vector));
  }

  /** 1 / (numbers in a vector x the variance of all numbers), so that scale does not matter. */
  static double gamma(Examples examples) {
    double sum = 0;
    double squares = 0;
    for (FeatureVector vector : examples.vectors()) {
      for (float value : vector.values()) {
        sum += value;
        squares += (double) value * value;
      }
    }
    double count = (double) examples.size() * examples.width();
    double variance = squares / count - sum / count * (sum / count);
    return variance > 0 ? 1 / (examples.width() * variance) : 1;
  }

  private static svm_node[] nodes(FeatureVector vector) {
    svm_node[] nodes = new svm_node[vector.columns().length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new svm_node();
      nodes[i].index = vector.columns()[i] + 1;
      nodes[i].value = vector.values()[i];
    }
    return nodes;
  }
}
