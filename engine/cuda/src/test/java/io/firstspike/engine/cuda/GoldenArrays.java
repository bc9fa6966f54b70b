package io.firstspike.engine.cuda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.exchange.Npy;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The arrays of a reference case of another implementation, from the folder of the engine's own
 * golden tests, or from the folder {@code -Dfirstspike.golden=DIR}.
 *
 * @param json the case's entry in the folder's index
 */
record GoldenArrays(JsonNode json) {

  private static final Path FOLDER =
      Path.of(
          System.getProperty(
              "firstspike.golden", "../core/src/test/resources/io/firstspike/engine/golden"));

  /** The cases of these functions, without those that record a quirk or a bug. */
  static List<GoldenArrays> of(List<String> functions) throws IOException {
    List<GoldenArrays> cases = new ArrayList<>();
    JsonNode index = new ObjectMapper().readTree(FOLDER.resolve("index.json").toFile());
    for (JsonNode json : index.get("cases")) {
      String note = json.path("note").asText();
      if (functions.contains(json.get("function").asText())
          && !note.startsWith("QUIRK")
          && !note.startsWith("BUG")) {
        cases.add(new GoldenArrays(json));
      }
    }
    return cases;
  }

  String name() {
    return json.get("name").asText();
  }

  String function() {
    return json.get("function").asText();
  }

  JsonNode parameter(String name) {
    return json.get("params").path(name);
  }

  boolean has(String array) {
    return json.get("inputs").has(array) || json.get("outputs").has(array);
  }

  /** An input or an output. */
  NumericArray array(String name) {
    JsonNode inputs = json.get("inputs");
    JsonNode reference = inputs.has(name) ? inputs.get(name) : json.get("outputs").get(name);
    String[] parts = reference.asText().split("!");
    try (ZipFile zip = new ZipFile(FOLDER.resolve(parts[0]).toFile())) {
      ZipEntry entry = zip.getEntry(parts[1]);
      try (InputStream in = zip.getInputStream(entry)) {
        return Npy.read(name, in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last three dimensions of an array. */
  Shape shape(String name) {
    int[] d = array(name).dimensions();
    return new Shape(d[d.length - 3], d[d.length - 2], d[d.length - 1]);
  }

  /** An array of small integers as bytes, one array for each of its volumes of three dimensions. */
  List<byte[]> volumes(String name) {
    long[] integers = array(name).integers();
    byte[] all = new byte[integers.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) integers[i];
    }
    int size = shape(name).size();
    return IntStream.range(0, all.length / size)
        .mapToObj(i -> Arrays.copyOfRange(all, i * size, (i + 1) * size))
        .toList();
  }

  /** First spike times as volleys. */
  List<Volley> volleys(String name, int steps) {
    Shape shape = shape(name);
    return volumes(name).stream().map(times -> Volley.ofLatencies(shape, steps, times)).toList();
  }

  /** Grey images. */
  List<Image> images(String name) {
    int[] d = array(name).dimensions();
    long[] all = array(name).integers();
    int size = d[d.length - 2] * d[d.length - 1];
    List<Image> images = new ArrayList<>();
    for (int from = 0; from < all.length; from += size) {
      byte[] samples = new byte[size];
      for (int i = 0; i < size; i++) {
        samples[i] = (byte) all[from + i];
      }
      images.add(Image.grey(d[d.length - 2], d[d.length - 1], samples));
    }
    return images;
  }

  /** The rows of an array: one for each index of its first dimension. */
  float[][] rows(String name) {
    NumericArray array = array(name);
    int count = array.dimensions()[0];
    int size = array.floats().length / count;
    return IntStream.range(0, count)
        .mapToObj(i -> Arrays.copyOfRange(array.floats(), i * size, (i + 1) * size))
        .toArray(float[][]::new);
  }
}
