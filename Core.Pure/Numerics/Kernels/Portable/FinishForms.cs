using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>One form of an epilogue on eight lanes, for the compiler a type so that the inner loop carries no choice.</summary>
internal interface IFinishForm
{
    /// <summary>The entry of C from the scaled sum, the operand and the slope or weight.</summary>
    static abstract V At(V acc, V other, V parameter);
}

/// <summary>The forms of <see cref="Epilogue"/>, each as <see cref="ReferenceKernels"/> states it.</summary>
internal static class FinishForms
{
    internal readonly struct Store : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => acc;
    }

    internal readonly struct Bias : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => acc + other;
    }

    /// <summary>NaN is not below zero and passes.</summary>
    internal readonly struct BiasRelu : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => Relu.At(acc + other, other, parameter);
    }

    internal readonly struct BiasLeaky : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => Leaky.At(acc + other, other, parameter);
    }

    internal readonly struct Relu : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => Vector512.AndNot(acc, Vector512.LessThanOrEqual(acc, V.Zero));
    }

    internal readonly struct Leaky : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => Vector512.ConditionalSelect(Vector512.LessThanOrEqual(acc, V.Zero), acc * parameter, acc);
    }

    internal readonly struct Mask : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => acc & Vector512.GreaterThan(other, V.Zero);
    }

    internal readonly struct LeakyMask : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => Vector512.ConditionalSelect(Vector512.GreaterThan(other, V.Zero), acc, acc * parameter);
    }

    internal readonly struct Multiply : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => acc * other;
    }

    internal readonly struct Add : IFinishForm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At(V acc, V other, V parameter) => Vector512.FusedMultiplyAdd(parameter, other, acc);
    }
}
