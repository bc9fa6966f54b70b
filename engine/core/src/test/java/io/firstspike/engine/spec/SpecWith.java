package io.firstspike.engine.spec;

/** Specs of networks that differ in input and encoding. */
public final class SpecWith {

  private SpecWith() {}

  /** A valid network whose fields {@code input} and {@code encoding} are these lines of YAML. */
  public static NetworkSpec of(String inputAndEncoding) {
    String layers = NetworkSpec.load("mozafari-2019").toYaml();
    return NetworkSpec.parse(
        "test",
        "name: test\nsource: test\n"
            + inputAndEncoding
            + layers.substring(layers.indexOf("features:")));
  }
}
