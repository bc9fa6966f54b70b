package io.firstspike.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A container image, unpacked: its layers laid over each other.
 *
 * @param root the folder that is the container's root
 * @param config what the image says of itself: entry point, user, labels
 * @param entries what the layers hold, in their order
 */
record Image(Path root, JsonNode config, List<Entry> entries) {

  /** A file or folder of a layer. */
  record Entry(String path, int mode, boolean folder) {}

  /** Unpacks the tar file that the build has made under this name into a folder. */
  static Image unpack(String name, Path folder) throws IOException {
    Path tar = Path.of("target", name + ".tar");
    Path parts = Files.createDirectories(folder.resolve("parts"));
    try (InputStream in = Files.newInputStream(tar)) {
      extract(in, parts);
    }
    ObjectMapper json = new ObjectMapper();
    JsonNode manifest = json.readTree(parts.resolve("manifest.json").toFile()).get(0);
    Path root = Files.createDirectories(folder.resolve("root"));
    List<Entry> entries = new ArrayList<>();
    for (JsonNode layer : manifest.get("Layers")) {
      try (InputStream in =
          new GZIPInputStream(Files.newInputStream(parts.resolve(layer.asText())))) {
        entries.addAll(extract(in, root));
      }
    }
    JsonNode config = json.readTree(parts.resolve(manifest.get("Config").asText()).toFile());
    return new Image(root, config.get("config"), entries);
  }

  private static List<Entry> extract(InputStream in, Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException(entry.getName() + " is outside of the image");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
        }
        entries.add(new Entry(entry.getName(), entry.getMode(), entry.isDirectory()));
      }
    }
    return entries;
  }

  /** A path of the container as a path of this machine. */
  Path path(String path) {
    return root.resolve(path.substring(1));
  }

  /** The command that starts a container with these arguments, for this machine. */
  List<String> command(List<String> arguments) {
    return command(Manifests.words(config.get("Entrypoint")), arguments);
  }

  /** The command that starts a container with another entry point, for this machine. */
  List<String> command(List<String> entryPoint, List<String> arguments) {
    List<String> command = new ArrayList<>();
    for (String word : entryPoint) {
      command.add(word.replace("/opt/flink/", path("/opt/flink") + "/"));
    }
    command.set(0, Path.of(System.getProperty("java.home"), "bin", command.get(0)).toString());
    command.addAll(arguments);
    return command;
  }
}
