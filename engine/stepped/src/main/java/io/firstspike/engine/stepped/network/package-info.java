/** Whole networks of neurons that fire many times, which decide on what they are shown. */
package io.firstspike.engine.stepped.network;
