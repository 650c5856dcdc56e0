"use client";
import { useEffect } from "react";
import { score } from "../score.js";

export default function Page() {
  useEffect(() => {
    score().then((title) => {
      document.title = title;
    });
  }, []);
  return null;
}
