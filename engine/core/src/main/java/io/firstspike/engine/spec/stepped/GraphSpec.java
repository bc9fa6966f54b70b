package io.firstspike.engine.spec.stepped;

import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spike.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of a graph of neurons: its nodes and edges as text. Its numbers, such as weights and
 * thresholds, are no part of a spec; they lie in a table beside the weights of the layers, so that
 * a model holds them wherever it is kept.
 *
 * @param neurons dimensions of the neurons that are read, 1 to 3 of them: maps, rows and columns,
 *     or rows and columns, or all in one
 * @param numbers how many numbers it has, 1 to 2^28
 * @param memory how many numbers it holds and exchanges when it runs, 1 to 2^32
 * @param sha256 SHA-256 of the numbers, as big-endian floats in their order, in hexadecimal
 * @param structure nodes and edges, as JSON
 */
@API(status = Status.MAINTAINED)
public record GraphSpec(
    List<Integer> neurons, int numbers, long memory, String sha256, String structure) {

  /** The most numbers. */
  private static final int MOST_NUMBERS = 1 << 28;

  /** The most numbers of a row of the table that holds them. */
  private static final int ROW = 1024;

  public GraphSpec {
    neurons = neurons == null ? List.of() : List.copyOf(neurons);
  }

  void check(String at, SpecProblems problems) {
    if (neurons.isEmpty() || neurons.size() > 3) {
      problems.add(at + ".neurons has " + neurons.size() + " dimensions, must have 1 to 3");
    }
    for (int dimension : neurons) {
      problems.range(at + ".neurons", dimension, 1, Shape.MAX_NEURONS);
    }
    problems.range(at + ".numbers", numbers, 1, MOST_NUMBERS);
    problems.range(at + ".memory", memory, 1, 1L << 32);
    problems.present(at + ".sha256", sha256);
    problems.present(at + ".structure", structure);
  }

  /** The shape of the neurons that are read; neurons in one dimension are so many maps. */
  Shape shape() {
    return switch (neurons.size()) {
      case 1 -> new Shape(neurons.get(0), 1, 1);
      case 2 -> new Shape(1, neurons.get(0), neurons.get(1));
      default -> new Shape(neurons.get(0), neurons.get(1), neurons.get(2));
    };
  }

  /** The number of neurons that are read. */
  public int size() {
    return shape().size();
  }

  /** The length of a row of the table that holds the numbers. */
  public int rowLength() {
    return Math.min(ROW, numbers);
  }

  /** The number of rows of that table; the last one is filled up with zeros. */
  public int rows() {
    return (numbers + rowLength() - 1) / rowLength();
  }

  /** The rows of the table for these numbers. */
  public float[][] table(float[] all) {
    float[][] table = new float[rows()][rowLength()];
    for (int i = 0; i < numbers; i++) {
      table[i / rowLength()][i % rowLength()] = all[i];
    }
    return table;
  }

  /**
   * The numbers that rows of the table hold.
   *
   * @throws IllegalStateException if they are not those of this graph
   */
  public float[] numbers(float[][] table) {
    float[] all = new float[numbers];
    for (int i = 0; i < numbers; i++) {
      all[i] = table[i / rowLength()][i % rowLength()];
    }
    if (!sha256(all).equals(sha256)) {
      throw new IllegalStateException(
          "the numbers of the graph are not those that its spec names: a spec does not hold them;"
              + " take them from its model, or import the graph again");
    }
    return all;
  }

  /** The SHA-256 of numbers, as this spec names it. */
  public static String sha256(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Float.BYTES));
    bytes.asFloatBuffer().put(numbers);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
