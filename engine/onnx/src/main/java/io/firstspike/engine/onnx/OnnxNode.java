package io.firstspike.engine.onnx;

import ai.onnx.proto.OnnxMl;
import io.firstspike.engine.stepped.graph.GraphException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node of an ONNX graph: what it reads and gives, and its attributes with their defaults. */
final class OnnxNode {

  private final OnnxMl.NodeProto proto;
  private final Map<String, OnnxMl.AttributeProto> attributes = new LinkedHashMap<>();

  OnnxNode(OnnxMl.NodeProto proto) {
    this.proto = proto;
    proto.getAttributeList().forEach(one -> attributes.put(one.getName(), one));
  }

  /** Its name, or else that of its output. */
  String name() {
    if (!proto.getName().isEmpty()) {
      return proto.getName();
    }
    return proto.getOutputCount() == 0 ? "without a name" : proto.getOutput(0);
  }

  String type() {
    return proto.getOpType();
  }

  /** Whether it is of ONNX itself, not of a program's own operators. */
  boolean standard() {
    return proto.getDomain().isEmpty() || proto.getDomain().equals("ai.onnx");
  }

  String domain() {
    return proto.getDomain();
  }

  /** The name of what it gives. */
  String output() {
    if (proto.getOutputCount() == 0) {
      throw complaint("it gives nothing: export the network again");
    }
    return proto.getOutput(0);
  }

  /** How many things it gives. */
  int outputs() {
    return proto.getOutputCount();
  }

  /** The name of what it reads; empty if it has no such input. */
  String input(int at) {
    return at < proto.getInputCount() ? proto.getInput(at) : "";
  }

  int inputs() {
    return proto.getInputCount();
  }

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  /** Refuses attributes of which nothing is known, as they may change what it computes. */
  void requireKnown(String... known) {
    for (String name : attributes.keySet()) {
      if (!List.of(known).contains(name)) {
        throw complaint("its attribute " + name + " is not known");
      }
    }
  }

  OnnxMl.TensorProto tensor(String attribute) {
    return attributes.get(attribute).getT();
  }

  long integer(String attribute, long missing) {
    return has(attribute) ? attributes.get(attribute).getI() : missing;
  }

  float number(String attribute, float missing) {
    float number = has(attribute) ? attributes.get(attribute).getF() : missing;
    if (!Float.isFinite(number)) {
      throw complaint("its " + attribute + " is " + number);
    }
    return number;
  }

  String text(String attribute, String missing) {
    return has(attribute) ? attributes.get(attribute).getS().toStringUtf8() : missing;
  }

  List<Long> integers(String attribute) {
    return attributes.get(attribute).getIntsList();
  }

  List<Float> numbers(String attribute) {
    return attributes.get(attribute).getFloatsList();
  }

  /** As many whole numbers as there are defaults, which stand if the attribute is missing. */
  int[] integers(String attribute, int... missing) {
    if (!has(attribute)) {
      return missing;
    }
    List<Long> given = integers(attribute);
    if (given.size() != missing.length) {
      throw complaint(
          "its " + attribute + " has " + given.size() + " numbers, not " + missing.length);
    }
    return given.stream().mapToInt(this::integer).toArray();
  }

  /** A whole number that is small enough. */
  int integer(long number) {
    if (number != (int) number) {
      throw complaint(number + " is out of range");
    }
    return (int) number;
  }

  GraphException complaint(String complaint) {
    return GraphException.of(name(), type(), complaint);
  }
}
