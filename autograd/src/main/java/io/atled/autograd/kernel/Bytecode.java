package io.atled.autograd.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/// A primitive whose loops C2 makes vectors of, as bytecode: arguments on the stack, then the
/// result.
interface Bytecode {
    /// Appends one element, for `float` or `double`.
    void append(CodeBuilder code, TypeKind type);

    /// Calls a method of [Math] whose arguments and result have the same type.
    static void math(CodeBuilder code, String name, TypeKind type, int arity) {
        ClassDesc number = type == TypeKind.FLOAT ? ConstantDescs.CD_float
                : ConstantDescs.CD_double;
        ClassDesc[] arguments = new ClassDesc[arity];
        Arrays.fill(arguments, number);
        code.invokestatic(ClassDesc.of("java.lang.Math"), name,
                MethodTypeDesc.of(number, arguments));
    }
}
