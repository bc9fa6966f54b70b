package io.firstspike.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The services of compose.yaml. */
final class Compose {

  private static final Path FILE = Path.of("compose.yaml");

  private Compose() {}

  static JsonNode services() throws IOException {
    return Manifests.read(FILE).get(0).get("services");
  }

  static JsonNode service(String name) throws IOException {
    return services().get(name);
  }

  /** The command of a service, with the defaults of all variables. */
  static List<String> command(String service) throws IOException {
    return Manifests.words(service(service).get("command")).stream()
        .map(Compose::defaults)
        .toList();
  }

  /** A text with the defaults of its variables, as if none were set. */
  static String defaults(String text) {
    return text.replaceAll("(?<!\\$)\\$\\{[A-Z_]+:-([^}]*)}", "$1").replace("$$", "$");
  }
}
