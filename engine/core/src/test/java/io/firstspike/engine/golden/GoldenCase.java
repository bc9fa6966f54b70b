package io.firstspike.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.exchange.Npy;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * One reference case: parameters, inputs and outputs, as the golden set's README describes them.
 *
 * @param folder where the archives are
 * @param json the case's entry in index.json
 */
public record GoldenCase(Path folder, JsonNode json) {

  /** The tolerance where the rounding of floats depends on the order of operations. */
  private static final float TOLERANCE = 1e-5f;

  /** The cases in {@code folder} that are not marked as quirks or bugs. */
  public static List<GoldenCase> all(Path folder) throws IOException {
    List<GoldenCase> cases = new ArrayList<>();
    for (JsonNode json :
        new ObjectMapper().readTree(folder.resolve("index.json").toFile()).get("cases")) {
      GoldenCase golden = new GoldenCase(folder, json);
      if (!golden.marked()) {
        cases.add(golden);
      }
    }
    return cases;
  }

  public String name() {
    return json.get("name").asText();
  }

  public String function() {
    return json.get("function").asText();
  }

  /** Whether the case records a quirk or a bug of the reference that the engine does not copy. */
  public boolean marked() {
    String note = json.path("note").asText();
    return note.startsWith("QUIRK") || note.startsWith("BUG");
  }

  public JsonNode parameter(String name) {
    return json.get("params").get(name);
  }

  /** A threshold parameter; null stands for an infinite one. */
  public float threshold(String name) {
    JsonNode value = parameter(name);
    return value.isNull() ? Float.POSITIVE_INFINITY : (float) value.asDouble();
  }

  public boolean hasInput(String name) {
    return json.get("inputs").has(name);
  }

  public NumericArray input(String name) throws IOException {
    return array(json.get("inputs").get(name).asText());
  }

  public NumericArray output(String name) throws IOException {
    return array(json.get("outputs").get(name).asText());
  }

  public boolean hasOutput(String name) {
    return json.get("outputs").has(name);
  }

  String outputText(String name) {
    return json.get("outputs").get(name).asText();
  }

  /** The last three dimensions of {@code array}. */
  public static Shape shape(NumericArray array) {
    int[] d = array.dimensions();
    return new Shape(d[d.length - 3], d[d.length - 2], d[d.length - 1]);
  }

  /** Part {@code index} along the first dimension of {@code array}, an array of integers. */
  public static byte[] latencies(NumericArray array, int index) {
    int size = array.integers().length / array.dimensions()[0];
    return latencies(Arrays.copyOfRange(array.integers(), index * size, (index + 1) * size));
  }

  public static byte[] latencies(long[] integers) {
    byte[] latencies = new byte[integers.length];
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = (byte) integers[i];
    }
    return latencies;
  }

  /** The volley with the first spike times in {@code array}. */
  public static Volley volley(NumericArray array, int steps) {
    return Volley.ofLatencies(shape(array), steps, latencies(array.integers()));
  }

  /**
   * The volley at {@code index} of {@code array}, which holds the first spike times of several
   * inputs.
   */
  public static Volley volley(NumericArray array, int index, int steps) {
    return Volley.ofLatencies(shape(array), steps, latencies(array, index));
  }

  /** {@code array} as one array of cells for each index of its first dimension. */
  public static float[][] byFirstDimension(NumericArray array) {
    int count = array.dimensions()[0];
    int size = count == 0 ? 0 : array.floats().length / count;
    float[][] parts = new float[count][];
    for (int i = 0; i < count; i++) {
      parts[i] = Arrays.copyOfRange(array.floats(), i * size, (i + 1) * size);
    }
    return parts;
  }

  /**
   * Compares {@code actual} with an output of the case: bit by bit if the case is exact, otherwise
   * within the tolerance.
   */
  public void check(float[] actual, String output) throws IOException {
    float[] expected = output(output).floats();
    if (json.path("exact").asBoolean()) {
      // The sign of zeros does not matter.
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i] + 0f).as("%s[%d]", output, i).isEqualTo(expected[i] + 0f);
      }
      assertThat(actual).hasSameSizeAs(expected);
    } else {
      checkClose(actual, expected, output, TOLERANCE);
    }
  }

  public static void checkClose(float[] actual, float[] expected, String what, float tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      float allowed = tolerance * Math.max(1, Math.abs(expected[i]));
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s[%d]: %s, expected %s", what, i, actual[i], expected[i])
          .isLessThanOrEqualTo(allowed);
    }
  }

  private NumericArray array(String reference) throws IOException {
    String[] parts = reference.split("!");
    try (ZipFile zip = new ZipFile(folder.resolve(parts[0]).toFile())) {
      ZipEntry entry = zip.getEntry(parts[1]);
      try (InputStream in = zip.getInputStream(entry)) {
        return Npy.read(reference, in.readAllBytes());
      }
    }
  }
}
