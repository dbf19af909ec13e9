{{- define "easel.name" -}}
{{- if contains .Chart.Name .Release.Name -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{- else -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{- end -}}
{{- end -}}

{{/* Of a part: (dict "root" $ "part" "gateway"). */}}
{{- define "easel.selector" -}}
app.kubernetes.io/name: easel
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "easel.labels" -}}
{{ include "easel.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "easel.image" -}}
{{- $registry := required "image.registry is where you pushed the images of the full package (registry.example.com/easel): no public registry has them" .root.Values.image.registry -}}
image: {{ printf "%s/%s:%s" $registry .part (.root.Values.image.tag | default .root.Chart.AppVersion) | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- end -}}

{{/* What every pod is: no account of the cluster's, and no variables such as EASEL_PORT=tcp://… from services' names. */}}
{{- define "easel.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "easel.podSecurity" -}}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "easel.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{/* Root, since some parts of the machine only root can read; root is all that it is. */}}
{{- define "easel.rootSecurity" -}}
securityContext:
  runAsNonRoot: false
  runAsUser: 0
  runAsGroup: 0
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{- define "easel.tlsSecret" -}}
{{ .Values.tls.secret | default (printf "%s-services-tls" (include "easel.name" .)) }}
{{- end -}}

{{- define "easel.commonEnv" -}}
- { name: EASEL_LOG_LEVEL, value: {{ .Values.logLevel | quote }} }
{{- if .Values.tls.enabled }}
- { name: EASEL_SERVICES_TLS, value: /etc/easel/services-tls }
{{- end }}
{{- end -}}

{{- define "easel.askEnv" -}}
- { name: EASEL_INFERENCE_ADDRESS, value: "dns:{{ include "easel.name" . }}-inference:9401" }
- { name: EASEL_LICENSING_ADDRESS, value: "{{ include "easel.name" . }}-licensing:9402" }
{{- end -}}

{{- define "easel.moreEnv" -}}
{{- range $name, $value := . }}
- { name: {{ $name }}, value: {{ $value | toString | quote }} }
{{- end }}
{{- end -}}

{{- define "easel.tlsMount" -}}
{{- if .Values.tls.enabled }}
- { name: services-tls, mountPath: /etc/easel/services-tls, readOnly: true }
{{- end }}
{{- end -}}

{{- define "easel.tlsVolume" -}}
{{- if .Values.tls.enabled }}
- name: services-tls
  secret: { secretName: {{ include "easel.tlsSecret" . }}, defaultMode: 0440 }
{{- end }}
{{- end -}}

{{- define "easel.redisSecret" -}}
{{ .Values.redis.passwordSecret | default (printf "%s-redis" (include "easel.name" .)) }}
{{- end -}}

{{/* Whether Redis wants a password at all. */}}
{{- define "easel.redisPassword" -}}
{{- if or (eq .Values.redis.mode "bundled") .Values.redis.passwordSecret }}yes{{ end -}}
{{- end -}}

{{/* The file with the authority of Redis' certificate, where it has one of its own. */}}
{{- define "easel.redisAuthority" -}}
{{- if and (eq .Values.redis.mode "bundled") .Values.tls.enabled -}}/etc/easel/services-tls/ca.crt
{{- else if and (eq .Values.redis.mode "external") .Values.redis.external.caSecret -}}/etc/easel/redis-ca/ca.crt
{{- end -}}
{{- end -}}

{{- define "easel.redisEnv" -}}
{{- if eq .Values.redis.mode "bundled" }}
- { name: EASEL_REDIS_URL, value: "{{ ternary "rediss" "redis" .Values.tls.enabled }}://{{ include "easel.name" . }}-redis:6379" }
{{- else if eq .Values.redis.mode "external" }}
- { name: EASEL_REDIS_URL, value: {{ required "redis.external.url is where the external Redis is" .Values.redis.external.url | quote }} }
{{- end }}
{{- if ne .Values.redis.mode "none" }}
{{- if include "easel.redisPassword" . }}
- { name: EASEL_REDIS_PASSWORD_FILE, value: /etc/easel/redis/password }
{{- end }}
{{- with include "easel.redisAuthority" . }}
- { name: NODE_EXTRA_CA_CERTS, value: {{ . }} }
{{- end }}
{{- end }}
{{- end -}}

{{- define "easel.redisMount" -}}
{{- if ne .Values.redis.mode "none" }}
{{- if include "easel.redisPassword" . }}
- { name: redis-password, mountPath: /etc/easel/redis, readOnly: true }
{{- end }}
{{- if and (eq .Values.redis.mode "external") .Values.redis.external.caSecret }}
- { name: redis-ca, mountPath: /etc/easel/redis-ca, readOnly: true }
{{- end }}
- { name: batches, mountPath: /var/lib/easel/home/batches }
{{- end }}
{{- end -}}

{{- define "easel.redisVolume" -}}
{{- if ne .Values.redis.mode "none" }}
{{- if include "easel.redisPassword" . }}
- name: redis-password
  secret: { secretName: {{ include "easel.redisSecret" . }}, defaultMode: 0440 }
{{- end }}
{{- if and (eq .Values.redis.mode "external") .Values.redis.external.caSecret }}
- name: redis-ca
  secret: { secretName: {{ .Values.redis.external.caSecret }}, defaultMode: 0440 }
{{- end }}
- name: batches
  persistentVolumeClaim: { claimName: {{ .Values.batch.batches.existingClaim | default (printf "%s-batches" (include "easel.name" .)) }} }
{{- end }}
{{- end -}}

{{/* Two of a kind on one node fail together. */}}
{{- define "easel.apart" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "easel.selector" . | nindent 8 }}
{{- end -}}
