package io.firstspike.bench.engine;

import io.firstspike.engine.exchange.ArrayFiles;
import io.firstspike.engine.exchange.NetworkWeights;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A Python process in which SpykeTorch runs the network of Mozafari et al. 2019 on one thread, with
 * the same weights and images, a round at a time.
 */
final class SpykeTorchProcess implements AutoCloseable {

  private static final String SCRIPT = "spyketorch_speed.py";

  private final Process process;
  private final PrintWriter requests;
  private final BufferedReader answers;
  private final String version;

  /**
   * One round.
   *
   * @param micros CPU time of one image
   * @param labels of {@code whole}, one for each image; -1 if the network is silent
   */
  record Round(double micros, int[] labels) {}

  /**
   * Starts the process.
   *
   * @param python the command of a Python that has PyTorch
   * @param checkout folder with SpykeTorch's sources
   * @param folder for the weights, the images and the script
   */
  SpykeTorchProcess(String python, Path checkout, Network network, List<Image> images, Path folder)
      throws IOException {
    Path weights = Files.createDirectories(folder.resolve("weights"));
    ArrayFiles.writeNpy(weights, NetworkWeights.of(network).arrays());
    Path pixels = folder.resolve("images");
    try (OutputStream out = Files.newOutputStream(pixels)) {
      for (Image image : images) {
        out.write(image.samples());
      }
    }
    Path script = folder.resolve(SCRIPT);
    try (InputStream in = SpykeTorchProcess.class.getResourceAsStream(SCRIPT)) {
      Files.copy(in, script);
    }
    this.process =
        new ProcessBuilder(
                python,
                script.toString(),
                checkout.toString(),
                weights.toString(),
                pixels.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.requests = new PrintWriter(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
    this.version = answer()[1];
  }

  /** PyTorch's version. */
  String version() {
    return version;
  }

  /**
   * Lets SpykeTorch take the first images.
   *
   * @param step {@code whole}, or the layer that learns
   * @param flush whether PyTorch flushes denormal floats
   */
  Round round(String step, boolean flush, int images) {
    requests.println(step + " " + (flush ? 1 : 0) + " " + images);
    String[] answer = answer();
    int[] labels = Arrays.stream(answer).skip(1).mapToInt(Integer::parseInt).toArray();
    return new Round(1e6 * Double.parseDouble(answer[0]) / images, labels);
  }

  private String[] answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new InputException(
            "Python ended, see above; --python takes one that has PyTorch (Debian:"
                + " python3-torch), --spyketorch a folder that holds the package SpykeTorch");
      }
      return line.split(" ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
