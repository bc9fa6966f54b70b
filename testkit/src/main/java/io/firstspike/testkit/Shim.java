package io.firstspike.testkit;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The driver's stand-in for machines without a GPU: the kernels' own sources, compiled with g++
 * behind a library that implements the driver's functions on the processor. All host code runs
 * unchanged on it.
 */
public final class Shim {

  /** System property that makes a missing compiler a failure, where tests must not be skipped. */
  private static final String REQUIRED = "firstspike.shim.required";

  private static final String LIBRARY_PROPERTY = "firstspike.cuda.library";

  private Shim() {}

  /** Compiles the shim, once for each JVM, and makes it the driver of this JVM. */
  public static void install() {
    Installed.library();
  }

  /** The bytes that are allocated on all devices. */
  public static long allocated() {
    return function("shim_allocated").invokeLong(new Object[0]);
  }

  /** The number of launches of a kernel since the last reset. */
  public static long launches(String kernel) {
    return function("shim_launches").invokeLong(new Object[] {kernel});
  }

  /** Makes the {@code after}-th next call of one of the driver's functions return a result. */
  public static void fail(String function, int result, int after) {
    function("shim_fail").invokeVoid(new Object[] {function, result, after});
  }

  /** Sets the memory of each device. */
  public static void setMemory(long bytes) {
    function("shim_set_memory").invokeVoid(new Object[] {bytes});
  }

  /** Sets the number of devices. */
  public static void setDevices(int count) {
    function("shim_set_devices").invokeVoid(new Object[] {count});
  }

  /** Sets the multiprocessors of each device that is opened from now on. */
  public static void setMultiprocessors(int count) {
    function("shim_set_multiprocessors").invokeVoid(new Object[] {count});
  }

  /** Sets the order of threads: 0 ascending, 1 descending, otherwise random. */
  public static void setOrder(int order) {
    function("shim_set_order").invokeVoid(new Object[] {order});
  }

  /** Makes the device as it was in the beginning. */
  public static void reset() {
    function("shim_reset").invokeVoid(new Object[0]);
  }

  private static Function function(String name) {
    install();
    return NativeLibrary.getInstance(Installed.LIBRARY.toString()).getFunction(name);
  }

  /** Holds the compiled library. */
  private static final class Installed {

    private static final Path LIBRARY = compile();

    static void library() {
      if (LIBRARY == null) {
        Assumptions.abort("the kernels are compiled with g++ on Linux, and it is not there");
      }
      System.setProperty(LIBRARY_PROPERTY, LIBRARY.toString());
    }

    private static Path compile() {
      // Elsewhere g++ may be a name of another compiler, and libraries have another form.
      if (!System.getProperty("os.name").equals("Linux") && !Boolean.getBoolean(REQUIRED)) {
        return null;
      }
      Path module = module();
      Path library = module.resolve("target/shim/libcuda-shim.so");
      try {
        Files.createDirectories(library.getParent());
        // Of the JVMs that test a module at the same time, one compiles.
        try (FileChannel lock =
            FileChannel.open(
                library.resolveSibling("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
          lock.lock();
          if (!newer(library, module)) {
            compile(library, module);
          }
        }
        return library;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } catch (IOException e) {
        if (Boolean.getBoolean(REQUIRED) || Files.exists(Path.of("/usr/bin/g++"))) {
          throw new UncheckedIOException(e);
        }
        return null;
      }
    }

    private static void compile(Path library, Path module)
        throws IOException, InterruptedException {
      Path log = library.resolveSibling("g++.log");
      FileTime begun = FileTime.from(Instant.now());
      Path made = Files.createTempFile(library.getParent(), "shim", ".so");
      Process compiler =
          new ProcessBuilder(
                  List.of(
                      "g++",
                      "-std=c++17",
                      "-O2",
                      "-ffp-contract=off",
                      "-fno-strict-aliasing",
                      "-fPIC",
                      "-shared",
                      "-I",
                      "src/main/cuda",
                      "-I",
                      "src/test/shim",
                      "-x",
                      "c++",
                      "src/main/cuda/kernels.cu",
                      "src/test/shim/driver.cpp",
                      "-o",
                      made.toString()))
              .directory(module.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!compiler.waitFor(10, TimeUnit.MINUTES) || compiler.exitValue() != 0) {
        throw new IllegalStateException("g++ failed:\n" + Files.readString(log));
      }
      // A source that was edited meanwhile must count as newer.
      Files.setLastModifiedTime(made, begun);
      Files.move(made, library, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The folder of the module engine/cuda, seen from any module's. */
    private static Path module() {
      Path folder = Path.of("").toAbsolutePath();
      while (!Files.isDirectory(folder.resolve("engine/cuda/src/main/cuda"))) {
        folder = folder.getParent();
        if (folder == null) {
          throw new IllegalStateException("the sources of the kernels are not at hand");
        }
      }
      return folder.resolve("engine/cuda");
    }

    /** Whether the library is newer than all that it is made from. */
    private static boolean newer(Path library, Path module) throws IOException {
      if (!Files.exists(library)) {
        return false;
      }
      FileTime made = Files.getLastModifiedTime(library);
      for (String folder : List.of("src/main/cuda", "src/test/shim")) {
        try (Stream<Path> sources = Files.list(module.resolve(folder))) {
          for (Path source : sources.toList()) {
            if (Files.getLastModifiedTime(source).compareTo(made) >= 0) {
              return false;
            }
          }
        }
      }
      return true;
    }
  }
}
