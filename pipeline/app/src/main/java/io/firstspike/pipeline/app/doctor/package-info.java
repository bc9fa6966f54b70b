/** The command {@code doctor}: what is wrong with a network or its data, in words. */
package io.firstspike.pipeline.app.doctor;
