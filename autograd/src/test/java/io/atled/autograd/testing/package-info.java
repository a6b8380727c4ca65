/// Support for tests of your own: arbitraries of tensors for jqwik, which stands for itself in your
/// project (`net.jqwik:jqwik:1.9.3`).
///
/// It is part of the jar of tests:
/// ```xml
/// <dependency>
///     <groupId>io.atled</groupId>
///     <artifactId>atled-autograd</artifactId>
///     <version>…</version>
///     <type>test-jar</type>
///     <scope>test</scope>
/// </dependency>
/// ```
@NullMarked
package io.atled.autograd.testing;

import org.jspecify.annotations.NullMarked;
