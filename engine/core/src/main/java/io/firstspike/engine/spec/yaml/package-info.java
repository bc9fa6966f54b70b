/** The part of YAML that specs are written in. */
package io.firstspike.engine.spec.yaml;
