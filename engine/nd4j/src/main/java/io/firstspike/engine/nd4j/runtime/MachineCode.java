package io.firstspike.engine.nd4j.runtime;

import io.firstspike.engine.backend.BackendFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's machine code for this platform: a library in a jar on the class path, which JavaCPP
 * unpacks into a folder the first time, and loads from there.
 *
 * @param loader where the jar is looked for
 * @param platform JavaCPP's name of this platform, such as {@code linux-x86_64}
 * @param cache folder to unpack to
 */
@API(status = Status.INTERNAL)
public record MachineCode(ClassLoader loader, String platform, Path cache) {

  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";
  private static final String FOLDER = "org/nd4j/linalg/cpu/nativecpu/bindings/";
  private static final String REMEDY =
      "take cpu, or another folder by FIRSTSPIKE_JAVA_OPTS=-D" + CACHE + "=FOLDER";

  /** Kinds of machine code, those first that run on most machines and are fast. */
  private static final List<String> EXTENSIONS =
      List.of("-onednn-avx2", "-avx2", "-onednn", "", "-onednn-avx512", "-avx512");

  private static final long WAIT_MILLIS = 200;
  private static final long TENTHS = 10;
  private static final long MEGABYTE = 1_000_000;

  /** That of the JVM's platform, with JavaCPP's settings. */
  public static MachineCode ofThisJvm() {
    Path home = Path.of(System.getProperty("user.home", "."));
    String cache = System.getProperty(CACHE);
    return new MachineCode(
        MachineCode.class.getClassLoader(),
        platformOf(System.getProperty("os.name"), System.getProperty("os.arch")),
        cache == null ? home.resolve(".javacpp").resolve("cache") : Path.of(cache));
  }

  /** JavaCPP's name for an operating system and a processor as Java names them. */
  static String platformOf(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    String os = name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : name;
    String arch =
        switch (processor) {
          case "amd64", "x86-64" -> "x86_64";
          case "aarch64" -> "arm64";
          default -> processor;
        };
    return os + "-" + arch;
  }

  /** The reason why it cannot be loaded, with the remedy; nothing is loaded to find out. */
  public Optional<String> obstacle() {
    if (loader.getResource("org/nd4j/linalg/cpu/nativecpu/CpuBackend.class") == null) {
      return Optional.of(
          "ND4J is not on the class path: start with FIRSTSPIKE_MODULES=nd4j ./firstspike, or add"
              + " org.nd4j:nd4j-native");
    }
    if (extension().isEmpty()) {
      return Optional.of(
          "there is no machine code of ND4J for "
              + platform
              + " on the class path: add org.nd4j:nd4j-native with that classifier, if there is"
              + " one (build with -Dnd4j.platform="
              + platform
              + " -Dnd4j.extension=)");
    }
    return unwritable();
  }

  private Optional<String> unwritable() {
    Path existing = cache.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      return Optional.of(
          "ND4J unpacks its machine code to " + cache + ", which cannot be written: " + REMEDY);
    }
    try {
      long missing = unpackedBytes() - presentBytes();
      long free = Files.getFileStore(existing).getUsableSpace();
      return missing <= free
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "ND4J unpacks %d MB of machine code to %s, where %d MB are free: %s",
                  missing / MEGABYTE,
                  cache,
                  free / MEGABYTE,
                  REMEDY));
    } catch (IOException e) {
      return Optional.of("ND4J's machine code cannot be read: " + e.getMessage());
    }
  }

  /** The kind of machine code that is on the class path, or that the user asks JavaCPP for. */
  private Optional<String> extension() {
    String asked = System.getProperty(EXTENSION);
    return (asked == null ? EXTENSIONS.stream() : Stream.of(asked))
        .filter(kind -> loader.getResource(library(kind)) != null)
        .findFirst();
  }

  private String library(String kind) {
    String name = System.mapLibraryName("jnind4jcpu");
    return FOLDER + platform + kind + "/" + name;
  }

  /** The platform and kind of the machine code, in words for users. */
  public String describe() {
    return "ND4J for " + platform + extension().orElse("");
  }

  /** The jars with machine code: ND4J's and that of its BLAS. */
  private List<URL> jars() {
    String blas = "org/bytedeco/openblas/" + platform + "/" + System.mapLibraryName("jniopenblas");
    return Stream.of(library(extension().orElseThrow()), blas)
        .map(loader::getResource)
        .filter(url -> url != null && url.getProtocol().equals("jar"))
        .toList();
  }

  /** The size of the libraries once they are unpacked. */
  private long unpackedBytes() throws IOException {
    long bytes = 0;
    for (URL url : jars()) {
      try (JarFile jar = open(url)) {
        bytes += jar.stream().filter(MachineCode::library).mapToLong(JarEntry::getSize).sum();
      }
    }
    return bytes;
  }

  private static boolean library(JarEntry entry) {
    return entry.getName().matches(".*\\.(so|dll|dylib)(\\.\\d+)*");
  }

  private static JarFile open(URL url) throws IOException {
    JarURLConnection connection = (JarURLConnection) url.openConnection();
    connection.setUseCaches(false);
    return connection.getJarFile();
  }

  /** Counts the bytes of it that lie in the folder already. */
  private long presentBytes() throws IOException {
    long bytes = 0;
    for (URL url : jars()) {
      try (JarFile jar = open(url)) {
        bytes += size(cache.resolve(Path.of(jar.getName()).getFileName()));
      }
    }
    return bytes;
  }

  private static long size(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(MachineCode::length).sum();
    } catch (UncheckedIOException e) {
      // A file has come or gone meanwhile.
      return 0;
    }
  }

  private static long length(Path file) {
    return file.toFile().length();
  }

  /**
   * Loads it, if it is not loaded yet.
   *
   * @param progress takes lines for users, if there is something to unpack
   * @throws BackendFailure if it cannot be loaded
   */
  public void load(Consumer<String> progress) {
    obstacle()
        .ifPresent(
            why -> {
              throw new BackendFailure("backend nd4j cannot be used: " + why);
            });
    // JavaCPP reads it when its first class is loaded.
    extension().ifPresent(kind -> System.setProperty(EXTENSION, kind));
    try {
      Unpacking unpacking = unpacking(progress);
      try {
        Memory.within(Nd4j::getBackend);
      } finally {
        unpacking.end();
      }
    } catch (BackendFailure e) {
      throw e;
    } catch (IOException | LinkageError | RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BackendFailure(
          "ND4J's machine code for " + platform + " cannot be loaded (" + cause + "): take cpu", e);
    }
  }

  private Unpacking unpacking(Consumer<String> progress) throws IOException {
    long all = unpackedBytes();
    if (presentBytes() >= all) {
      return () -> {};
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "backend nd4j: unpacking %d MB of machine code to %s, this first time only",
            all / MEGABYTE,
            cache));
    Thread watch = new Thread(() -> watch(all, progress), "nd4j-unpacking");
    watch.setDaemon(true);
    watch.start();
    return watch::interrupt;
  }

  /** Tells of every tenth that is unpacked. */
  private void watch(long all, Consumer<String> progress) {
    long told = 0;
    try {
      while (true) {
        Thread.sleep(WAIT_MILLIS);
        // JavaCPP lays some of it down twice.
        long present = Math.min(all, presentBytes());
        if (present - told >= all / TENTHS) {
          told = present;
          progress.accept(
              String.format(
                  Locale.ROOT,
                  "backend nd4j: %d of %d MB unpacked",
                  present / MEGABYTE,
                  all / MEGABYTE));
        }
      }
    } catch (InterruptedException e) {
      // All is unpacked.
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      progress.accept("backend nd4j: unpacking goes on (" + e.getMessage() + ")");
    }
  }

  /** Progress that is told until it ends. */
  @FunctionalInterface
  private interface Unpacking {
    void end();
  }
}
