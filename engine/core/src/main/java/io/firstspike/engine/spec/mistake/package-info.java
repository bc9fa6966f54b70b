/** Mistakes in network specs: how they are collected, and the exception that tells them. */
package io.firstspike.engine.spec.mistake;
