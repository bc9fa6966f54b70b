package io.firstspike.pipeline.stream.options;

import io.firstspike.engine.model.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Lines that {@code --version} prints: version, commit, Java. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      Provenance.SOFTWARE,
      build(properties()),
      "Java " + System.getProperty("java.version") + ", ${os.name} ${os.arch}"
    };
  }

  /**
   * Describes a build by its commit, whether the sources differed from it, and the timestamp of its
   * files, which is not the time of the build: a build can be repeated to the byte.
   */
  static String build(Properties build) {
    String commit = build.getProperty("commit");
    return (commit.isEmpty()
            ? "commit unknown (built without a git repository)"
            : "commit " + commit)
        + "; files dated "
        + build.getProperty("timestamp");
  }

  private static Properties properties() {
    Properties build = new Properties();
    try (InputStream stated = Version.class.getResourceAsStream("build.properties")) {
      build.load(stated);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build;
  }
}
