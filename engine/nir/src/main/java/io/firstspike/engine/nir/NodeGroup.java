package io.firstspike.engine.nir;

import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Tensor;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A node's group of an HDF5 file, from which its attributes are read: each is a dataset. Its size
 * is compared with what the budget has left before it is read.
 */
final class NodeGroup {

  private final String name;
  private final Group group;
  private final Budget budget;

  NodeGroup(String name, Group group, Budget budget) {
    this.name = name;
    this.group = group;
    this.budget = budget;
  }

  String name() {
    return name;
  }

  Set<String> attributes() {
    return group.getChildren().keySet();
  }

  /** The group within this one that holds part of it. */
  NodeGroup child(String childName, String attribute) {
    Node child = group.getChildren().get(attribute);
    if (child == null) {
      throw lacks(attribute);
    }
    if (child.isLink() || !(child instanceof Group inner)) {
      throw complaint(attribute + " is no group of the file: export it again");
    }
    return new NodeGroup(childName, inner, budget);
  }

  boolean has(String attribute) {
    return group.getChildren().containsKey(attribute);
  }

  boolean isGroup(String attribute) {
    return group.getChildren().get(attribute) instanceof Group;
  }

  /** An attribute that is a text. */
  String text(String attribute) {
    Object value = data(attribute);
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof String[] texts && texts.length == 1) {
      return texts[0];
    }
    throw complaint(attribute + " is no text");
  }

  /** An attribute that is a list of pairs of texts. */
  List<String[]> pairs(String attribute) {
    Dataset dataset = dataset(attribute);
    int[] dimensions = dataset.getDimensions();
    if (dimensions.length > 0 && dimensions[0] == 0) {
      return List.of();
    }
    if (dimensions.length != 2 || dimensions[1] != 2) {
      throw complaint(attribute + " is no list of pairs");
    }
    List<String[]> pairs = new ArrayList<>();
    if (data(attribute) instanceof String[][] texts) {
      pairs.addAll(List.of(texts));
      return pairs;
    }
    throw complaint(attribute + " holds no names");
  }

  /** Whether an attribute is a text rather than numbers. */
  boolean isText(String attribute) {
    return has(attribute) && dataset(attribute).getJavaType() == String.class;
  }

  /** An attribute that is an array of numbers, or one number. */
  Tensor numbers(String attribute) {
    Dataset dataset = dataset(attribute);
    List<Integer> dimensions = new ArrayList<>();
    for (int dimension : dataset.isScalar() ? new int[0] : dataset.getDimensions()) {
      if (dimension < 1) {
        throw complaint(attribute + " has a dimension of " + dimension + ", must be 1 or more");
      }
      dimensions.add(dimension);
    }
    float[] values = floats(attribute, flat(attribute));
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw complaint(
            attribute + " has " + value + " among its numbers: train or export it again");
      }
    }
    if (values.length != Tensor.size(dimensions)) {
      throw complaint(
          attribute + " has fewer numbers than its dimensions say: the file is cut off");
    }
    return new Tensor(dimensions, values);
  }

  private float[] floats(String attribute, Object data) {
    if (data instanceof float[] floats) {
      return floats;
    }
    long[] whole = data instanceof double[] ? null : whole(attribute, data);
    double[] numbers = data instanceof double[] doubles ? doubles : null;
    float[] floats = new float[numbers == null ? whole.length : numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = numbers == null ? whole[i] : (float) numbers[i];
    }
    return floats;
  }

  /** An attribute that is a list of whole numbers, or one. */
  int[] integers(String attribute) {
    long[] numbers = whole(attribute, flat(attribute));
    int[] integers = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != (int) numbers[i]) {
        throw complaint(attribute + " is " + numbers[i] + ", which is out of range");
      }
      integers[i] = (int) numbers[i];
    }
    return integers;
  }

  private long[] whole(String attribute, Object data) {
    if (data instanceof long[] longs) {
      return longs;
    }
    if (data instanceof int[] ints) {
      return Arrays.stream(ints).asLongStream().toArray();
    }
    if (data instanceof short[] || data instanceof byte[]) {
      int length = Array.getLength(data);
      long[] longs = new long[length];
      for (int i = 0; i < length; i++) {
        longs[i] = Array.getLong(data, i);
      }
      return longs;
    }
    throw complaint(attribute + " does not hold the numbers it should");
  }

  /** One or more numbers, as a flat array of their type. */
  private Object flat(String attribute) {
    Dataset dataset = dataset(attribute);
    take(attribute, dataset);
    Object data = read(attribute, dataset::getDataFlat);
    if (data != null && data.getClass().isArray()) {
      return data;
    }
    if (data instanceof Float one) {
      return new float[] {one};
    }
    if (data instanceof Double one) {
      return new double[] {one};
    }
    if (data instanceof Number one) {
      return new long[] {one.longValue()};
    }
    throw complaint(attribute + " does not hold the numbers it should");
  }

  private Object data(String attribute) {
    Dataset dataset = dataset(attribute);
    take(attribute, dataset);
    return read(attribute, dataset::getData);
  }

  private void take(String attribute, Dataset dataset) {
    // Its elements may be larger than a number: texts are, and those of a damaged file.
    long size = Math.max(dataset.getSize(), dataset.getSizeInBytes() / Long.BYTES);
    if (dataset.getSize() < 0 || !budget.take(size)) {
      throw complaint(
          String.format(
              Locale.ROOT,
              "with its %s the file holds more than %,d numbers: take a smaller network or raise"
                  + " the limit (--max-weights)",
              attribute,
              budget.limit()));
    }
  }

  private Object read(String attribute, Supplier<Object> reading) {
    try {
      return reading.get();
    } catch (RuntimeException e) {
      // The library throws whatever a damaged file makes of it.
      throw complaint(attribute + " cannot be read (" + e.getMessage() + "): export it again");
    }
  }

  private Dataset dataset(String attribute) {
    Node child = group.getChildren().get(attribute);
    if (child == null) {
      throw lacks(attribute);
    }
    if (child.isLink() || !(child instanceof Dataset dataset)) {
      throw complaint(attribute + " is no dataset of the file: export it again");
    }
    return dataset;
  }

  private GraphException lacks(String attribute) {
    return complaint("it lacks " + attribute + ": export it again");
  }

  GraphException complaint(String complaint) {
    return GraphException.of(name, has("type") ? shownType() : "graph", complaint);
  }

  private String shownType() {
    Node type = group.getChildren().get("type");
    try {
      return type instanceof Dataset dataset ? String.valueOf(dataset.getData()) : "node";
    } catch (RuntimeException e) {
      return "node";
    }
  }
}
