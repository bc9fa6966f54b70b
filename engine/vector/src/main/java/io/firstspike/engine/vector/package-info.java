/**
 * The inner loops on the machine's vector registers, by Java's Vector API. Found through {@link
 * java.util.ServiceLoader} if the JVM has the module {@code jdk.incubator.vector}.
 */
package io.firstspike.engine.vector;
