package io.firstspike.engine.nir;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Published NIR files among the resources. */
final class Published {

  private Published() {}

  static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(Published.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Graph graph(String name) {
    return NirFile.read(file(name), NetworkLimit.DEFAULT).graph();
  }
}
